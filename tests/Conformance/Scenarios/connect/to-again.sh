# A connected socket says so when it is connected again.
#
# rules:    connect tcp 127.0.0.9 to 127.0.0.1:15432
# programs: @probe

witness tcp 127.0.0.1:15432
probe tcp4 connect 127.0.0.9:5432 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = 0
#> connect 127.0.0.9:5432 = EISCONN
