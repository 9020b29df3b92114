# Only processes of a name.
#
# rules:    connect program game* any any from 10.17.24.14
# programs: @probe -c-thread

witness tcp 127.0.0.9:5432
probe become game-client tcp4 connect 127.0.0.9:5432 ask
#> connect 127.0.0.9:5432 = 0
#> from 10.17.24.14 to 127.0.0.9:5432

probe become browser tcp4 connect 127.0.0.9:5432 ask
#> connect 127.0.0.9:5432 = 0
#> from 127.0.0.1 to 127.0.0.9:5432
