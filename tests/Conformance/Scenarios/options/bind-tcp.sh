# Options of a listening socket.
#
# rules:    bind tcp any to 127.0.0.7 mark 7 tos 16 priority 3 reuseaddr reuseport rcvbuf 65536 sndbuf 32768 nodelay congestion reno
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 get mark get priority get tos get reuseaddr get reuseport \
    get rcvbuf get sndbuf get nodelay get congestion
#> bind 0.0.0.0:8080 = 0
#> get mark = 7
#> get priority = 3
#> get tos = 16
#> get reuseaddr = 1
#> get reuseport = 1
#> get rcvbuf = 131072
#> get sndbuf = 65536
#> get nodelay = 1
#> get congestion = reno
