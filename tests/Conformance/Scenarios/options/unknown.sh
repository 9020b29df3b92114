# An option that the kernel refuses fails the call: it is never left out in silence.
#
# rules:    bind tcp any congestion nosuch
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = ENOENT
#> sockname 0.0.0.0:0
