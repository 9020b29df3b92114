# A child that closes its copy of a socket does not take the socket file away.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# programs: @probe
# limit:    *@cgroup cgroup-unix

run_probe tcp4 bind 0.0.0.0:8080 fork-close listen fork-close serve >served 2>&1 &
wait_said serving served
ask_unix /mnt/app.sock
#> hello
