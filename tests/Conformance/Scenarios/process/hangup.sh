# Signals that a program handles reach it, and it goes on.
#
# programs: shell

under sh -c 'trap "echo hup" HUP; trap "echo usr1" USR1; trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done' >out 2>&1 &
wait_for grep -qs ready out
for signal in HUP USR1 TERM; do kill -s $signal $!; sleep 0.3; done
wait $!; echo $?
#> 7
cat out
#> ready
#> hup
#> usr1
