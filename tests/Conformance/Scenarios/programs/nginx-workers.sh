# Four workers, each with a socket of its own, and a reload that starts four more.
#
# rules:    bind tcp any:8080 to 127.0.0.7
# programs: nginx

WORKERS=4
serve tcp 0.0.0.0:8080
ss -Hlnt | awk '{ print $4 }' | sort | uniq -c | sed 's/^ *//'
#> 4 127.0.0.7:8080
ask 127.0.0.7:8080
#> hello

sed -i 's/hello/reloaded/' nginx.conf
kill -HUP "$(cat nginx.pid)"
old_workers_gone() { [ "$(pgrep -c -f 'nginx: worker process$')" -eq 4 ]; }
wait_for grep -qs 'gracefully shutting down' nginx.log
wait_for old_workers_gone
ask 127.0.0.7:8080
#> reloaded
ask 127.0.0.1:8080
#> refused
