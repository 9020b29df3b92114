# Redis listens on a socket file, and redis-cli finds it there.
#
# rules:    bind tcp any:6379 to unix:/mnt/redis.sock
# programs: redis
# limit:    *@cgroup cgroup-unix

serve tcp 0.0.0.0:6379
redis-cli -s /mnt/redis.sock echo hello 2>&1
#> hello
# No port is open.
listeners
