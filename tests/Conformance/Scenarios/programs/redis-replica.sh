# A replica of Redis finds its master at another address, and listens where it is told.
#
# rules:    bind tcp any:6380 to 127.0.0.7
# rules:    connect tcp 127.0.0.9:6379 to 127.0.0.1:16379
# programs: redis

redis-server --bind 127.0.0.1 --port 16379 --save '' --dir /mnt >master.out 2>&1 &
wait_for grep -qs Ready master.out
redis-cli -p 16379 set greeting hello >/dev/null

serve_tcp() { under redis-server --bind 0.0.0.0 --port 6380 --save '' --dir /mnt --replicaof 127.0.0.9 6379; }
serve tcp 0.0.0.0:6380
synced() { redis-cli -h 127.0.0.7 -p 6380 get greeting 2>&1 | grep -q hello; }
tries_left=100
until synced || [ $tries_left -eq 0 ]; do tries_left=$((tries_left - 1)); sleep 0.05; [ "$mode" = rules ] || break; done
synced && echo synced || echo "not synced"
#> synced
