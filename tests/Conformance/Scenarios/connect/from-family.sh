# Where the source has no address of the destination's family, the call is refused, never left open.
#
# rules:    connect any any from fd00::7
# programs: @probe

witness tcp 127.0.0.9:5432
witness udp 127.0.0.9:5353
probe tcp4 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = EADDRNOTAVAIL

probe udp4 sendto 127.0.0.9:5353 hello
#> sendto 127.0.0.9:5353 = EADDRNOTAVAIL
