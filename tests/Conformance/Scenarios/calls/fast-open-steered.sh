# A connection that begins with data (TCP Fast Open) is a connection like another.
#
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432 from 10.17.24.14
# rules:    connect tcp 127.0.0.9:5433 deny EACCES
# programs: @probe
# engines:  cgroup

witness tcp 127.0.0.1:15432
probe tcp4 fast-open 127.0.0.9:5432 answer
#> fast-open 127.0.0.9:5432 = 5
#> from 10.17.24.14 to 127.0.0.1:15432
probe tcp4 fast-open 127.0.0.9:5433
#> fast-open 127.0.0.9:5433 = EACCES
