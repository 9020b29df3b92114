# What was asked of a broadcast or multicast address, from which nobody may answer, is answered as it is bare.
#
# rules:    reply udp any
# programs: c python
# neutral:  that is the point
# limit:    *@seccomp seccomp-reply

another_host
serve udp 0.0.0.0:9000
$at "$BIN/probe" udp4 set broadcast 1 sendto 10.17.25.255:9000 x receive
#> sendto 10.17.25.255:9000 = 1
#> receive hello from 10.17.25.1:9000
$at "$BIN/probe" udp4 sendto 224.0.0.1:9000 x receive
#> sendto 224.0.0.1:9000 = 1
#> receive hello from 10.17.25.1:9000
