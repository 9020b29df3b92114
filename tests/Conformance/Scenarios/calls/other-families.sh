# Sockets that are neither IPv4 nor IPv6 are none of a rule's business.
#
# rules:    bind any any deny EACCES
# rules:    connect any any deny EACCES
# programs: @probe
# neutral:  that is the point

probe unix bind unix:/mnt/own.sock listen sockname
#> bind unix:/mnt/own.sock = 0
#> listen = 0
#> sockname unix:/mnt/own.sock
probe unix connect unix:/mnt/none.sock
#> connect unix:/mnt/none.sock = ENOENT
probe netlink as-length 12 bind 0.0.0.0:0
#> bind 0.0.0.0:0 length 12 = EINVAL
