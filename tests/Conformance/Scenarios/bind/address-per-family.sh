# One address for each family.
#
# rules:    bind any any to 10.17.24.14,fd00::5
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 10.17.24.14:8080

probe tcp6 set v6only 1 bind [::]:8080 sockname
#> bind [::]:8080 = 0
#> sockname [fd00::5]:8080

probe udp6 bind [::1]:9000 sockname
#> bind [::1]:9000 = 0
#> sockname [fd00::5]:9000
