# Addresses that are cut off, or longer than any: the kernel's errors.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe
# neutral:  errors stay what they are

probe tcp4 as-length 1 bind 0.0.0.0:8080 as-length 8 bind 0.0.0.0:8080 as-length 200 bind 0.0.0.0:8080
#> bind 0.0.0.0:8080 length 1 = EINVAL
#> bind 0.0.0.0:8080 length 8 = EINVAL
#> bind 0.0.0.0:8080 length 200 = EINVAL
probe tcp6 as-length 16 bind [::]:8080 as-length 23 bind [::]:8080
#> bind [::]:8080 length 16 = EINVAL
#> bind [::]:8080 length 23 = EINVAL
probe tcp4 as-length 1 connect 127.0.0.9:5432 as-length 8 connect 127.0.0.9:5432 as-length 200 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 length 1 = EINVAL
#> connect 127.0.0.9:5432 length 8 = EINVAL
#> connect 127.0.0.9:5432 length 200 = EINVAL
probe udp4 as-length 8 sendto 127.0.0.9:5353 hello as-length 8 sendmsg 127.0.0.9:5353 hello
#> sendto 127.0.0.9:5353 length 8 = EINVAL
#> sendmsg 127.0.0.9:5353 length 8 = EINVAL
