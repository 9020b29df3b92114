# A port that a program may not have.
#
# rules:    bind any any:22 deny EACCES
# programs: @probe

probe tcp4 bind 0.0.0.0:22 sockname
#> bind 0.0.0.0:22 = EACCES
#> sockname 0.0.0.0:0

probe udp6 bind [::1]:22
#> bind [::1]:22 = EACCES

probe tcp4 bind 0.0.0.0:23
#> bind 0.0.0.0:23 = 0
