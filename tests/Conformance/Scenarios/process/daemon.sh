# A program that goes into the background is served there: fairlead run returns, and the rules stay.
#
# rules:    bind any any to 127.0.0.7
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw

run_probe daemon pause 500 tcp4 bind 0.0.0.0:8080 listen serve >daemon.out 2>&1 &
wait $!
echo "returned $?"
#> returned 0
ss -Hlnt
wait_for grep -qs serving daemon.out
ask 127.0.0.7:8080
#> hello
ask 127.0.0.1:8080
#> refused
