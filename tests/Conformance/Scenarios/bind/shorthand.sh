# --bind: one address for everything but what is on loopback already.
#
# options:  --bind 10.17.24.14
# programs: @probe python

serve tcp 0.0.0.0:8080
ask 10.17.24.14:8080
#> hello
ask 127.0.0.1:8080
#> refused

serve udp 127.0.0.1:9000
ask_udp 127.0.0.1:9000
#> hello
