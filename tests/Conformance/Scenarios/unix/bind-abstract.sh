# A server of TCP listens on an abstract name.
#
# rules:    bind tcp any:8080 to unix:@app
# programs: @serve-tcp -redis -postgres
# limit:    *@cgroup cgroup-unix

REUSEPORT=
serve tcp 0.0.0.0:8080
ask_abstract app
#> hello
# No port is open.
listeners
