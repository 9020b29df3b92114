# A rule that gives datagrams a source comes before; one that only sets options does not stand in the way.
#
# rules:    reply udp any
# rules:    connect udp any:7001 from 10.17.25.4
# rules:    connect udp any tos 16
# programs: c python
# limit:    *@seccomp seccomp-reply

another_host
serve udp 0.0.0.0:9000
$at "$BIN/probe" udp4 bind 0.0.0.0:7001 sendto 10.17.25.3:9000 x receive
#> bind 0.0.0.0:7001 = 0
#> sendto 10.17.25.3:9000 = 1
#> receive hello from 10.17.25.4:9000
ask_udp 10.17.25.3:9000
#> hello
