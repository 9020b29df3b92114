# The first rule that matches decides.
#
# rules:    connect any loopback allow
# rules:    connect tcp any:5432 to 127.0.0.1:15432
# rules:    connect any any from 10.17.24.14
# programs: @probe

witness tcp 127.0.0.9:5432
witness tcp 127.0.0.1:15432
witness tcp 10.17.25.1:80
probe tcp4 connect 127.0.0.9:5432 ask
#> connect 127.0.0.9:5432 = 0
#> from 127.0.0.1 to 127.0.0.9:5432

probe tcp4 connect 10.17.25.1:5432 ask
#> connect 10.17.25.1:5432 = 0
#> from 127.0.0.1 to 127.0.0.1:15432

probe tcp4 connect 10.17.25.1:80 ask
#> connect 10.17.25.1:80 = 0
#> from 10.17.24.14 to 10.17.25.1:80
