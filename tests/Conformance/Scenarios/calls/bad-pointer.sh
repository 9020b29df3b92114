# An address where no memory is: the kernel's errors, and nobody crashes.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe
# neutral:  errors stay what they are
# limit:    *@preload preload-bad-pointer

probe tcp4 as-bad-pointer bind 0.0.0.0:8080
#> bind 0.0.0.0:8080 bad-pointer = EFAULT
probe tcp4 as-bad-pointer connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 bad-pointer = EFAULT
probe udp4 as-bad-pointer sendto 127.0.0.9:5353 hello as-bad-pointer sendmsg 127.0.0.9:5353 hello
#> sendto 127.0.0.9:5353 bad-pointer = EFAULT
#> sendmsg 127.0.0.9:5353 bad-pointer = EFAULT
