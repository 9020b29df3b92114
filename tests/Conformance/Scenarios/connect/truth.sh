# Without hide the program sees where it is connected.
#
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432
# programs: @probe

witness tcp 127.0.0.1:15432
probe tcp4 connect 127.0.0.9:5432 peername
#> connect 127.0.0.9:5432 = 0
#> peername 127.0.0.1:15432
