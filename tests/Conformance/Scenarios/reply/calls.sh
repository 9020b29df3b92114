# With every call that sends.
#
# rules:    reply udp any
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw
# limit:    *@seccomp seccomp-reply

another_host
run_probe udp4 bind 0.0.0.0:9001 by sendmsg serve >sendmsg &
wait_said serving sendmsg
run_probe udp6 bind [::]:9002 by sendmmsg serve >sendmmsg &
wait_said serving sendmmsg
ask_udp 10.17.25.3:9001
#> hello
ask_udp 10.17.25.3:9002
#> hello
ask_udp [fd00:25::5]:9002
#> hello
