# And so it does on loopback.
#
# rules:    reply udp any
# programs: @serve-udp
# limit:    *@seccomp seccomp-reply

serve udp 0.0.0.0:9000
ask_udp 127.0.0.7:9000
#> hello
ask_udp 10.17.24.14:9000
#> hello
