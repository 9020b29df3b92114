# A connection that a hidden listener accepted shows the port that the program asked for.
#
# rules:    bind tcp any:8080 to 127.0.0.7:9090 hide
# programs: @probe

run_probe tcp4 bind 127.0.0.1:8080 listen say listening accept sockname >accepted &
wait_for grep -qs listening accepted
listeners
#> tcp 127.0.0.7:9090

"$BIN/probe" tcp4 connect 127.0.0.7:9090 >/dev/null
"$BIN/probe" tcp4 connect 127.0.0.1:8080 >/dev/null
wait_for grep -qs sockname accepted
grep 'accept\|sockname' accepted
#> accept from 127.0.0.1
#> sockname 127.0.0.1:8080
