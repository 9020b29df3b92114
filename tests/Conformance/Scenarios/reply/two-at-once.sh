# A client that asks two addresses from one port at once, before either has answered.
#
# rules:    reply udp any
# programs: c
# limit:    *@seccomp seccomp-reply
# limit:    *@cgroup cgroup-reply-peers

another_host
run_probe udp4 bind 0.0.0.0:9000 say waiting pause 500 serve >served &
wait_said waiting served
$at "$BIN/probe" udp4 sendto 10.17.25.3:9000 x sendto 10.17.25.4:9000 x receive receive | grep receive | sort
#> receive hello from 10.17.25.3:9000
#> receive hello from 10.17.25.4:9000
