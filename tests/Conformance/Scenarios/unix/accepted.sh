# A connection over a socket file looks like one from loopback.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# programs: @probe
# limit:    *@cgroup cgroup-unix

run_probe tcp4 bind 0.0.0.0:8080 listen say listening accept sockname >accepted &
wait_said listening accepted || exit
"$BIN/probe" unix connect unix:/mnt/app.sock >/dev/null
"$BIN/probe" tcp4 connect 127.0.0.1:8080 >/dev/null
wait_for grep -qs sockname accepted
grep 'accept\|sockname' accepted
#> accept from 127.0.0.1
#> sockname 0.0.0.0:8080
