# A client of TCP reaches a server on an abstract name.
#
# rules:    connect tcp 127.0.0.9:5432 to unix:@db-%p
# programs: @fetch-tcp
# limit:    *@cgroup cgroup-unix

witness unix unix:@db-5432
fetch tcp 127.0.0.9:5432
#> from unix: to unix:@db-5432
