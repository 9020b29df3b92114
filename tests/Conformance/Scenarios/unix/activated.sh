# A server that knows nothing of socket activation takes the socket that systemd has opened.
#
# rules:    bind tcp any:8080 to activated:web
# programs: @serve-tcp -redis
# limit:    *@cgroup cgroup-unix
# needs:    /usr/bin/python3

before="/usr/bin/python3 $SUITE/Sandbox/activate.py web tcp 127.0.0.1:9999"
serve tcp 0.0.0.0:8080
listeners
#> tcp 127.0.0.1:9999
# Without the rule nobody takes the connection.
listeners | grep -q :8080 && patience=1 PGCONNECT_TIMEOUT=2
ask 127.0.0.1:9999
#> hello
