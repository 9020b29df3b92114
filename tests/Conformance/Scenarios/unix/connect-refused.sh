# A socket file without a server refuses as a port without one does.
#
# rules:    connect tcp 127.0.0.9:5432 to unix:/mnt/db.sock
# programs: @probe
# limit:    *@cgroup cgroup-unix

witness tcp 127.0.0.9:5432
"$BIN/probe" unix bind unix:/mnt/db.sock >/dev/null
probe tcp4 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = ECONNREFUSED
