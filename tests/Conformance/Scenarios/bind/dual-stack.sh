# An IPv4 address on a dual-stack socket becomes a v4-mapped one.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp6 bind [::]:8080 sockname
#> bind [::]:8080 = 0
#> sockname [::ffff:127.0.0.7]:8080

probe udp6 bind [::]:9000 sockname
#> bind [::]:9000 = 0
#> sockname [::ffff:127.0.0.7]:9000
