# Servers with one socket for both families are reached at the IPv4 address of the rule.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe python node java go

serve tcp [::]:8080
ask 127.0.0.7:8080
#> hello
ask 127.0.0.1:8080
#> refused
ask [::1]:8080
#> refused
