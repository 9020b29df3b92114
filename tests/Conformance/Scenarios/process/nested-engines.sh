# A program under rules starts another one under rules of the other engine.
#
# rules:    bind tcp any to 127.0.0.7
# programs: shell
# needs:    cgroups

[ "$engine" = cgroup ] && other=seccomp || other=cgroup
run "$FAIRLEAD" run --engine $other -r 'bind udp any to 127.0.0.9' -- "$BIN/probe" tcp4 bind 0.0.0.0:8080 sockname udp4 bind 0.0.0.0:9000 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
#> bind 0.0.0.0:9000 = 0
#> sockname 127.0.0.9:9000
