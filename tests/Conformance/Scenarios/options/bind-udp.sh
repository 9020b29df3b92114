# Options of a datagram socket. The order does not matter, though IP_TOS resets SO_PRIORITY.
#
# rules:    bind udp any mark 7 priority 3 tos 16 rcvbuf 65536
# programs: @probe

probe udp4 bind 0.0.0.0:9000 sockname get mark get priority get tos get rcvbuf
#> bind 0.0.0.0:9000 = 0
#> sockname 0.0.0.0:9000
#> get mark = 7
#> get priority = 3
#> get tos = 16
#> get rcvbuf = 131072
