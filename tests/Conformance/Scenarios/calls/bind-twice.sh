# A bound socket cannot be bound to another address.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 bind 0.0.0.0:8081 sockname
#> bind 0.0.0.0:8080 = 0
#> bind 0.0.0.0:8081 = EINVAL
#> sockname 127.0.0.7:8080
