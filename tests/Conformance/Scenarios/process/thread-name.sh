# A thread that calls itself otherwise has its process's rules.
#
# rules:    bind program probe* any any to 127.0.0.7
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw
# limit:    *@cgroup cgroup-thread-name

probe threads 1 become worker udp4 bind 0.0.0.0:9000 sockname
#> bind 0.0.0.0:9000 = 0
#> sockname 127.0.0.7:9000
