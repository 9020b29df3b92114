# tos reaches IPv6 sockets by their own option.
#
# rules:    bind any any tos 16
# rules:    connect any any tos 32
# programs: @probe

probe tcp6 bind [::1]:8080 get tclass
#> bind [::1]:8080 = 0
#> get tclass = 16

witness udp [fd00::5]:5353
probe udp6 sendto [fd00::5]:5353 hello get tclass
#> sendto [fd00::5]:5353 = 5
#> get tclass = 32
