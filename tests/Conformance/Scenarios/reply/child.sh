# A child answers on the socket that its parent opened.
#
# rules:    reply udp any
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw
# limit:    *@seccomp seccomp-reply

another_host
run_probe udp4 bind 0.0.0.0:9000 fork serve >served &
wait_said serving served
ask_udp 10.17.25.3:9000
#> hello
