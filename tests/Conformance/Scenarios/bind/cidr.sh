# A block of addresses, of either family.
#
# rules:    bind any 10.17.24.0/24 to 127.0.0.7
# rules:    bind any fd00::/64 to ::1
# programs: @probe

probe tcp4 bind 10.17.24.14:8080 sockname
#> bind 10.17.24.14:8080 = 0
#> sockname 127.0.0.7:8080

probe tcp4 bind 10.17.25.1:8080 sockname
#> bind 10.17.25.1:8080 = 0
#> sockname 10.17.25.1:8080

probe udp6 bind [fd00::5]:9000 sockname
#> bind [fd00::5]:9000 = 0
#> sockname [::1]:9000
