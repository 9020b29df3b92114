# With io_uring too.
#
# rules:    reply udp any
# programs: c c-static c-raw c-32 c-32-static c-32-raw
# engines:  cgroup

another_host
run_probe udp4 bind 0.0.0.0:9000 by io-uring serve >served &
wait_said serving served
ask_udp 10.17.25.3:9000
#> hello
