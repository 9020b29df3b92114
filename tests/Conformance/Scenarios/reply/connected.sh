# A server that connects its wildcard socket to the client before it answers.
#
# rules:    reply udp any
# programs: c socat
# limit:    *@seccomp seccomp-reply
# limit:    *@cgroup cgroup-reply-connected
# limit:    *@preload preload-reply-connected

another_host
serve udp_connected 0.0.0.0:9000
ask_udp 10.17.25.3:9000
#> hello
