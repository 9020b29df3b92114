# A tcp rule reaches Multipath TCP.
#
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432 from 10.17.24.14
# programs: @probe

witness tcp 127.0.0.1:15432
probe mptcp4 connect 127.0.0.9:5432 peername ask
#> connect 127.0.0.9:5432 = 0
#> peername 127.0.0.1:15432
#> from 10.17.24.14 to 127.0.0.1:15432
