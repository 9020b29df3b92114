# A source for connections of a socket that the program has bound to a port itself.
#
# rules:    connect tcp any from 10.17.24.14
# programs: @probe
# limit:    * bound-before-connect

witness tcp 127.0.0.9:5432
probe tcp4 bind 0.0.0.0:7000 connect 127.0.0.9:5432 ask
#> bind 0.0.0.0:7000 = 0
#> connect 127.0.0.9:5432 = 0
#> from 10.17.24.14 to 127.0.0.9:5432
