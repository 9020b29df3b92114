# An IPv4 socket cannot have an IPv6 address: refused, never left open.
#
# rules:    bind any any to fd00::5
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = EADDRNOTAVAIL
#> sockname 0.0.0.0:0
