# Every address but some.
#
# rules:    bind any not 127.0.0.0/8 to 127.0.0.7
# programs: @probe

probe tcp4 bind 127.0.0.3:8080 sockname
#> bind 127.0.0.3:8080 = 0
#> sockname 127.0.0.3:8080

probe tcp4 bind 10.17.24.14:8080 sockname
#> bind 10.17.24.14:8080 = 0
#> sockname 127.0.0.7:8080
