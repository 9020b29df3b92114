# Options of a connection.
#
# rules:    connect tcp any from 10.17.24.14 mark 7 tos 16 priority 3 nodelay congestion reno
# programs: @probe

witness tcp 127.0.0.9:5432
probe tcp4 connect 127.0.0.9:5432 get mark get priority get tos get nodelay get congestion ask
#> connect 127.0.0.9:5432 = 0
#> get mark = 7
#> get priority = 3
#> get tos = 16
#> get nodelay = 1
#> get congestion = reno
#> from 10.17.24.14 to 127.0.0.9:5432
