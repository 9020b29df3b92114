# What io_uring binds, connects and sends obeys as what system calls do.
#
# rules:    bind any any:8080 to 127.0.0.7:9090
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432 from 10.17.24.14
# rules:    connect udp 127.0.0.9:53 to 127.0.0.1:5353 from 10.17.24.14
# rules:    connect any 127.0.0.8 deny EACCES
# programs: @probe
# engines:  cgroup

probe tcp4 ring-bind 0.0.0.0:8080 sockname
#> ring-bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:9090

witness tcp 127.0.0.1:15432
probe tcp4 ring-connect 127.0.0.9:5432 ask
#> ring-connect 127.0.0.9:5432 = 0
#> from 10.17.24.14 to 127.0.0.1:15432

witness udp 127.0.0.1:5353
probe udp4 ring-connect 127.0.0.9:53 ask
#> ring-connect 127.0.0.9:53 = 0
#> from 10.17.24.14 to 127.0.0.1:5353
probe udp4 ring-sendmsg 127.0.0.9:53 hello receive
#> ring-sendmsg 127.0.0.9:53 = 5
#> receive from 10.17.24.14 to 127.0.0.1:5353 from 127.0.0.1:5353

probe tcp4 ring-connect 127.0.0.8:5432 udp4 ring-sendmsg 127.0.0.8:53 hello
#> ring-connect 127.0.0.8:5432 = EACCES
#> ring-sendmsg 127.0.0.8:53 = EACCES
