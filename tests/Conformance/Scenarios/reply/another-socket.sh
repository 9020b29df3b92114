# A server that answers on another socket of the same port.
#
# rules:    reply udp any
# programs: c
# limit:    *@seccomp seccomp-reply

another_host
run_probe udp4 set reuseaddr 1 bind 0.0.0.0:9001 by another-socket serve >v4 &
wait_said serving v4
run_probe udp6 set reuseaddr 1 bind [::]:9002 by another-socket serve >v6 &
wait_said serving v6
ask_udp 10.17.25.3:9001
#> hello
ask_udp 10.17.25.3:9002
#> hello
ask_udp [fd00:25::5]:9002
#> hello
