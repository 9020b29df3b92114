# A bound socket cannot be bound again, even to the address it has.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> bind 0.0.0.0:8080 = EINVAL
#> sockname 127.0.0.7:8080
