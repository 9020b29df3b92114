# A client of TCP reaches a server on a socket file.
#
# rules:    connect tcp 127.0.0.9:5432 to unix:/mnt/db.sock
# programs: @fetch-tcp
# limit:    *@cgroup cgroup-unix

witness unix unix:/mnt/db.sock
fetch tcp 127.0.0.9:5432
#> from unix: to unix:/mnt/db.sock
