# And so is a high one.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp4 dup-to 700 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
