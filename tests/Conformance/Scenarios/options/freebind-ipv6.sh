# An IPv6 address that the host does not have yet.
#
# rules:    bind any any to 2001:db8::1 freebind
# programs: @probe
# limit:    *@cgroup cgroup-freebind

probe udp6 bind [::]:9000 sockname get freebind6
#> bind [::]:9000 = 0
#> sockname [2001:db8::1]:9000
#> get freebind6 = 1
