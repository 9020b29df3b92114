# Another port of the same server.
#
# rules:    connect tcp any:80 to :8080
# programs: @probe curl

witness tcp 127.0.0.9:8080
fetch tcp 127.0.0.9:80
#> from 127.0.0.1 to 127.0.0.9:8080
