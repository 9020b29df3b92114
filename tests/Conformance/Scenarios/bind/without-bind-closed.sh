# What listens without bind, past a rule that would have moved or refused it, is reached by nobody.
#
# rules:    bind tcp wildcard to 127.0.0.7,::1
# programs: @probe
# engines:  cgroup

for socket in tcp4 tcp6; do
    run_probe $socket listen serve >$socket &
    wait_said serving $socket
    port=$(sed -n 's/^serving .*://p' $socket)
    ask 127.0.0.1:$port
    ask [fd00::5]:$port
done
#> refused
#> refused
#> refused
#> refused
