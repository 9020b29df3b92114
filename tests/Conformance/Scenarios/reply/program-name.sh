# Only answers of processes of a name.
#
# rules:    reply program game* udp any
# programs: @probe -c-thread
# limit:    *@seccomp seccomp-reply

another_host
run_probe become game-server udp4 bind 0.0.0.0:9001 serve >game &
wait_said serving game
run_probe become dns-server udp4 bind 0.0.0.0:9002 serve >dns &
wait_said serving dns
ask_udp 10.17.25.3:9001
#> hello
ask_udp 10.17.25.3:9002
#> no answer
