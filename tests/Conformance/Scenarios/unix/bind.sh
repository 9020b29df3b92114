# A server of TCP listens on a socket file.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# programs: @serve-tcp -redis -postgres
# limit:    *@cgroup cgroup-unix

REUSEPORT=
serve tcp 0.0.0.0:8080
ask_unix /mnt/app.sock
#> hello
# No port is open.
listeners
