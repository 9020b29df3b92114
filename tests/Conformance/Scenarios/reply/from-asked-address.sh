# A wildcard server of datagrams answers from the address that was asked.
#
# rules:    reply udp any
# programs: @serve-udp
# limit:    *@seccomp seccomp-reply

another_host
serve udp 0.0.0.0:9000
ask_udp 10.17.25.3:9000
#> hello
ask_udp 10.17.25.1:9000
#> hello
