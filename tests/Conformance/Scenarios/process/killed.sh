# When fairlead run is killed, no program goes on without its rules.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe python node go java -c-fork

serve tcp 0.0.0.0:8080
listeners
#> tcp 127.0.0.7:8080
kill -KILL $server
wait_for sh -c '[ -z "$(ss -Hlnt)" ]'
# No port is open.
listeners
