# One address in place of every address, for datagrams.
#
# rules:    bind any any to 127.0.0.7
# programs: @serve-udp

serve udp 0.0.0.0:9000
listeners
#> udp 127.0.0.7:9000

ask_udp 127.0.0.7:9000
#> hello
ask_udp 127.0.0.1:9000
#> ECONNREFUSED
