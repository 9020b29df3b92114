# On an IPv6-only socket that is told to have an IPv4 address, bind fails: it is never left open.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe
# engines:  cgroup

probe tcp6 set v6only 1 bind [::]:8080 sockname
#> bind [::]:8080 = EINVAL
#> sockname [::]:0
