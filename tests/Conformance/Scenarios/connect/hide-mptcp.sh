# Multipath TCP keeps seeing what it asked for too.
#
# rules:    bind tcp any:8080 to 127.0.0.7:9090 hide
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432 hide
# programs: @probe
# limit:    *@cgroup cgroup-mptcp-hide

witness tcp 127.0.0.1:15432
probe mptcp4 bind 0.0.0.0:8080 sockname mptcp4 connect 127.0.0.9:5432 peername ask
#> bind 0.0.0.0:8080 = 0
#> sockname 0.0.0.0:8080
#> connect 127.0.0.9:5432 = 0
#> peername 127.0.0.9:5432
#> from 127.0.0.1 to 127.0.0.1:15432
