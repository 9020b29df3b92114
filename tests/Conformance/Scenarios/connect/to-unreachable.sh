# A target without a route fails as it does bare.
#
# rules:    connect any 127.0.0.9 to 198.51.100.1
# programs: @probe

witness tcp 127.0.0.9:5432
probe tcp4 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = ENETUNREACH

probe udp4 sendto 127.0.0.9:5432 hello
#> sendto 127.0.0.9:5432 = ENETUNREACH
