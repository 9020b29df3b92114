# So is Ctrl-C, when only fairlead run gets it.
#
# programs: @probe -c-fork python go redis

before="env --default-signal=INT"
serve tcp 127.0.0.1:8080
stop INT
wait_for sh -c '[ -z "$(ss -Hlnt)" ]'
# No port is open.
listeners
