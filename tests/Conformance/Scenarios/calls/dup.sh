# A duplicate is the same socket.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp4 dup bind 0.0.0.0:8080 dup listen sockname
#> bind 0.0.0.0:8080 = 0
#> listen = 0
#> sockname 127.0.0.7:8080
