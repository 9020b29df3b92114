# A connection that goes on in the background ends where the rule says.
#
# rules:    connect tcp 127.0.0.9 to 127.0.0.1:15432
# programs: @probe

witness tcp 127.0.0.1:15432
probe tcp4 nonblock connect 127.0.0.9:5432 flags finish peername
#> connect 127.0.0.9:5432 = EINPROGRESS
#> flags nonblock
#> finish = 0
#> peername 127.0.0.1:15432
