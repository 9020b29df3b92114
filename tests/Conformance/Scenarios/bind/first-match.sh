# The first rule that matches decides.
#
# rules:    bind any 127.0.0.1 allow
# rules:    bind tcp any:8080 to 127.0.0.7
# rules:    bind any any to 127.0.0.9
# programs: @probe

probe tcp4 bind 127.0.0.1:8080 sockname
#> bind 127.0.0.1:8080 = 0
#> sockname 127.0.0.1:8080

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080

probe udp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.9:8080
