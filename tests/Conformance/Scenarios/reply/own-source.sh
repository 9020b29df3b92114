# A program that chooses the source itself (IP_PKTINFO) is respected.
#
# rules:    reply udp any
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw
# neutral:  that is the point
# limit:    *@seccomp seccomp-reply

another_host
run_probe udp4 bind 0.0.0.0:9001 by 10.17.25.4:0 serve >v4 &
wait_said serving v4
run_probe udp6 bind [::]:9002 by [fd00:25::6]:0 serve >v6 &
wait_said serving v6
$at "$BIN/probe" udp4 sendto 10.17.25.3:9001 x receive
#> sendto 10.17.25.3:9001 = 1
#> receive hello from 10.17.25.4:9001
$at "$BIN/probe" udp6 sendto [fd00:25::5]:9002 x receive
#> sendto [fd00:25::5]:9002 = 1
#> receive hello from [fd00:25::6]:9002
