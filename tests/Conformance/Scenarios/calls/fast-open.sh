# A connection that begins with data (TCP Fast Open) would go past connect; programs fall back to connect.
#
# rules:    connect any any from 10.17.24.14
# programs: @probe
# engines:  seccomp preload
# unlike:   with any rule

witness tcp 127.0.0.9:5432
probe tcp4 fast-open 127.0.0.9:5432
#> fast-open 127.0.0.9:5432 = EOPNOTSUPP
