# An IPv4 address that the host does not have yet.
#
# rules:    bind any any to 198.51.100.1 freebind
# programs: @probe
# limit:    *@cgroup cgroup-freebind

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 198.51.100.1:8080
