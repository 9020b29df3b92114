# The kernel chooses the port at the rule's address.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp4 bind 0.0.0.0:0 source
#> bind 0.0.0.0:0 = 0
#> source 127.0.0.7
