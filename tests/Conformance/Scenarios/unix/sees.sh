# A program on a socket file goes on seeing what it asked for.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# programs: @probe
# limit:    *@cgroup cgroup-unix
# neutral:  that is the point

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 0.0.0.0:8080
