# A taken address is refused as the kernel refuses it.
#
# rules:    bind tcp any to 127.0.0.7:8080
# programs: @probe

probe tcp4 bind 0.0.0.0:80 listen tcp4 bind 0.0.0.0:81
#> bind 0.0.0.0:80 = 0
#> listen = 0
#> bind 0.0.0.0:81 = EADDRINUSE
