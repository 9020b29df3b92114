# 0 is a descriptor like another.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe

witness tcp 127.0.0.1:15432
probe tcp4 dup-to 0 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
probe tcp4 dup-to 0 connect 127.0.0.9:5432 ask
#> connect 127.0.0.9:5432 = 0
#> from 127.0.0.1 to 127.0.0.1:15432
