# Destinations that a program may not reach, with every call that reaches them.
#
# rules:    connect any not 127.0.0.0/8 deny ENETUNREACH
# programs: @probe

probe tcp4 connect 10.17.24.14:5432
#> connect 10.17.24.14:5432 = ENETUNREACH

probe udp4 connect 10.17.24.14:5353 sendto 10.17.24.14:5353 hello sendmsg 10.17.24.14:5353 hello
#> connect 10.17.24.14:5353 = ENETUNREACH
#> sendto 10.17.24.14:5353 = ENETUNREACH
#> sendmsg 10.17.24.14:5353 = ENETUNREACH

probe udp4 sendmmsg 10.17.24.14:5353 10.17.24.14:5353 hello
#> sendmmsg 10.17.24.14:5353 = ENETUNREACH

probe tcp4 connect 127.0.0.1:5432
#> connect 127.0.0.1:5432 = ECONNREFUSED
