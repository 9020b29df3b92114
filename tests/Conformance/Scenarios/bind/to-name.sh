# A host name in place of an address: its first address of each family.
#
# rules:    bind any any to both.families
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080

probe udp6 bind [::]:9000 sockname
#> bind [::]:9000 = 0
#> sockname [fd00::7]:9000
