# A child that closes its copy of a socket takes nothing from the parent.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

probe tcp4 fork-close bind 0.0.0.0:8080 fork-close listen fork-close sockname
#> bind 0.0.0.0:8080 = 0
#> listen = 0
#> sockname 127.0.0.7:8080
