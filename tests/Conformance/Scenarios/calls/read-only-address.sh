# An address in memory that cannot be written: a rule does not write there.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any any to 127.0.0.1:15432
# programs: @probe

witness tcp 127.0.0.1:15432
probe tcp4 as-const bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 const = 0
#> sockname 127.0.0.7:8080
probe tcp4 as-const connect 127.0.0.9:5432 ask
#> connect 127.0.0.9:5432 const = 0
#> from 127.0.0.1 to 127.0.0.1:15432
