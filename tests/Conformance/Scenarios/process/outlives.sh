# A child that outlives the program keeps its rules.
#
# rules:    bind any any to 127.0.0.7
# programs: shell

run sh -c '(sleep 0.5; exec "$BIN/probe" tcp4 bind 0.0.0.0:8080 listen serve) >out 2>&1 & exit 3'
echo $?
#> 3
wait_for grep -qs serving out
cat out
#> bind 0.0.0.0:8080 = 0
#> listen = 0
#> serving 127.0.0.7:8080
