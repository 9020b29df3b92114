# A socket for addresses that are not the host's, as transparent proxies use them.
#
# rules:    bind any any to 198.51.100.1,2001:db8::1 transparent
# programs: @probe
# limit:    *@cgroup cgroup-freebind

probe tcp4 bind 0.0.0.0:8080 sockname get transparent
#> bind 0.0.0.0:8080 = 0
#> sockname 198.51.100.1:8080
#> get transparent = 1

probe udp6 bind [::]:9000 sockname
#> bind [::]:9000 = 0
#> sockname [2001:db8::1]:9000
