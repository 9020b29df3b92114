# Descriptors that are closed, or no sockets: the kernel's errors.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe
# neutral:  errors stay what they are

probe tcp4 close bind 0.0.0.0:8080 listen connect 127.0.0.9:5432 sockname peername
#> bind 0.0.0.0:8080 = EBADF
#> listen = EBADF
#> connect 127.0.0.9:5432 = EBADF
#> sockname = EBADF
#> peername = EBADF
probe udp4 close sendto 127.0.0.9:5353 hello sendmsg 127.0.0.9:5353 hello
#> sendto 127.0.0.9:5353 = EBADF
#> sendmsg 127.0.0.9:5353 = EBADF
probe bind 0.0.0.0:8080 connect 127.0.0.9:5432
#> bind 0.0.0.0:8080 = EBADF
#> connect 127.0.0.9:5432 = EBADF
probe file /mnt/rules bind 0.0.0.0:8080 listen connect 127.0.0.9:5432 sendto 127.0.0.9:5353 hello
#> bind 0.0.0.0:8080 = ENOTSOCK
#> listen = ENOTSOCK
#> connect 127.0.0.9:5432 = ENOTSOCK
#> sendto 127.0.0.9:5353 = ENOTSOCK
