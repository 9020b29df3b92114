# No address at all: the kernel's errors, and nobody crashes.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe
# neutral:  errors stay what they are

probe tcp4 as-null bind 0.0.0.0:8080 as-null as-length 0 bind 0.0.0.0:8080
#> bind 0.0.0.0:8080 null = EFAULT
#> bind 0.0.0.0:8080 null length 0 = EINVAL
probe tcp4 as-null connect 127.0.0.9:5432 as-null as-length 0 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 null = EFAULT
#> connect 127.0.0.9:5432 null length 0 = EINVAL
probe udp4 as-null sendto 127.0.0.9:5353 hello as-null sendmsg 127.0.0.9:5353 hello
#> sendto 127.0.0.9:5353 null = EDESTADDRREQ
#> sendmsg 127.0.0.9:5353 null = EDESTADDRREQ
