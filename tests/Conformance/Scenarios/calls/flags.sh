# The flags of a descriptor stay.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe
# neutral:  that is the point

probe tcp4 nonblock bind 127.0.0.7:8080 flags
#> bind 127.0.0.7:8080 = 0
#> flags nonblock
probe tcp4 connect 127.0.0.1:15432 flags
#> connect 127.0.0.1:15432 = ECONNREFUSED
#> flags
