# A source for datagrams of a socket that the program has bound to a port itself: it keeps the port.
#
# rules:    connect udp any from 10.17.24.14
# programs: @probe

witness udp 127.0.0.9:5353
probe udp4 bind 0.0.0.0:7000 sendto 127.0.0.9:5353 hello receive sockname
#> bind 0.0.0.0:7000 = 0
#> sendto 127.0.0.9:5353 = 5
#> receive from 10.17.24.14 to 127.0.0.9:5353 from 127.0.0.9:5353
#> sockname 0.0.0.0:7000
