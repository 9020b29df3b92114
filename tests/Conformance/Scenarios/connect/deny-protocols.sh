# Raw sockets and UDP-Lite may not reach it either.
#
# rules:    connect any 127.0.0.9 deny EACCES
# programs: @probe
# limit:    *@cgroup cgroup-protocols

probe raw4 connect 127.0.0.9:0 udplite4 connect 127.0.0.9:5353 sendto 127.0.0.9:5353 hello
#> connect 127.0.0.9:0 = EACCES
#> connect 127.0.0.9:5353 = EACCES
#> sendto 127.0.0.9:5353 = EACCES
