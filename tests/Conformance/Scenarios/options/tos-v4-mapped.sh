# An IPv6 socket that speaks IPv4 sends that with the rule's tos too.
#
# rules:    bind any any tos 16
# rules:    connect any any tos 32
# programs: @probe

probe tcp6 bind [::]:8080 get tos
#> bind [::]:8080 = 0
#> get tos = 16

witness tcp 127.0.0.9:5432
probe tcp6 connect [::ffff:127.0.0.9]:5432 get tos
#> connect [::ffff:127.0.0.9]:5432 = 0
#> get tos = 32

witness udp 127.0.0.9:5353
probe udp6 sendto [::ffff:127.0.0.9]:5353 hello get tos
#> sendto [::ffff:127.0.0.9]:5353 = 5
#> get tos = 32
