# The program keeps seeing the server it asked for.
#
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432 hide
# programs: @probe

witness tcp 127.0.0.1:15432
probe tcp4 connect 127.0.0.9:5432 peername ask
#> connect 127.0.0.9:5432 = 0
#> peername 127.0.0.9:5432
#> from 127.0.0.1 to 127.0.0.1:15432
