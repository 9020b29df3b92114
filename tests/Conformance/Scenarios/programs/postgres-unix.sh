# PostgreSQL listens on the socket file where psql looks for one.
#
# rules:    bind tcp any:5432 to unix:/mnt/run/.s.PGSQL.%p
# programs: postgres
# limit:    *@cgroup cgroup-unix

mkdir -m 777 run
serve tcp 127.0.0.1:5432
psql -X -A -t -h /mnt/run -U postgres -c "select 'hello'" postgres 2>&1 | head -n 1
#> hello
# No port is open.
listeners
