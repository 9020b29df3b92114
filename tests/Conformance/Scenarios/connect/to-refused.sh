# A server that is not there refuses as it does bare, with either kind of connect.
#
# rules:    connect tcp 127.0.0.9 to 127.0.0.1:15432
# programs: @probe

witness tcp 127.0.0.9:5432
probe tcp4 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = ECONNREFUSED

probe tcp4 nonblock connect 127.0.0.9:5432 finish
#> connect 127.0.0.9:5432 = EINPROGRESS
#> finish = ECONNREFUSED

probe tcp4 connect 127.0.0.9:5432 connect 127.0.0.9:5432 flags
#> connect 127.0.0.9:5432 = ECONNREFUSED
#> connect 127.0.0.9:5432 = ECONNREFUSED
#> flags
