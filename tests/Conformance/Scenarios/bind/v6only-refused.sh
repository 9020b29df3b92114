# An IPv6-only socket cannot have an IPv4 address: refused, never left open.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe
# limit:    *@cgroup cgroup-v6only

probe tcp6 set v6only 1 bind [::]:8080 sockname
#> bind [::]:8080 = EADDRNOTAVAIL
#> sockname [::]:0
