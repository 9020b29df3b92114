# A signal for fairlead run is a signal for the program, which does not stay behind.
#
# programs: @probe -c-fork python node go java dotnet nginx redis

serve tcp 127.0.0.1:8080
stop TERM
wait_for sh -c '[ -z "$(ss -Hlnt)" ]'
# No port is open.
listeners
