# A port that an offset carries over 65535 is refused.
#
# rules:    bind any any to :+1000
# programs: @probe

probe tcp4 bind 0.0.0.0:65000 sockname
#> bind 0.0.0.0:65000 = EADDRNOTAVAIL
#> sockname 0.0.0.0:0
