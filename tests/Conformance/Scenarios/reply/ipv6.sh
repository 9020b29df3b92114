# And over IPv6.
#
# rules:    reply udp any
# programs: @serve-udp
# limit:    *@seccomp seccomp-reply

another_host
serve udp [::]:9000
ask_udp [fd00:25::5]:9000
#> hello
