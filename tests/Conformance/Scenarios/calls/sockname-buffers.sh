# A name that is too long for its buffer is cut off, and its full length told, with hide as without.
#
# rules:    bind any any to 127.0.0.7 hide
# programs: @probe
# neutral:  that is the point

probe tcp4 bind 0.0.0.0:8080 as-length 8 sockname as-length 0 sockname as-null as-length 0 sockname as-bad-pointer sockname
#> bind 0.0.0.0:8080 = 0
#> sockname length 8 = length 16 family 2
#> sockname length 0 = length 16 family -1
#> sockname null length 0 = length 16 family -1
#> sockname bad-pointer = EFAULT
