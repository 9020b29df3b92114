# A server and a client of TCP meet on a socket file, and neither knows.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# rules:    connect tcp any:8080 to unix:/mnt/app.sock
# programs: @probe python node java go dotnet socat
# limit:    *@cgroup cgroup-unix
# neutral:  neither end shall see it

serve tcp 127.0.0.1:8080
fetch tcp 127.0.0.1:8080
#> hello
