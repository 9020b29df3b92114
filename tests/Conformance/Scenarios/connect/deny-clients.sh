# Clients that may not reach a server say so.
#
# rules:    connect tcp any:5432 deny ECONNREFUSED
# programs: @fetch-tcp

witness tcp 127.0.0.9:5432
witness tcp 127.0.0.9:80
fetch tcp 127.0.0.9:5432
#> nothing
fetch tcp 127.0.0.9:80
#> from 127.0.0.1 to 127.0.0.9:80
