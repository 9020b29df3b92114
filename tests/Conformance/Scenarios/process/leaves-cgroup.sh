# A program that moves to another cgroup keeps its rules.
#
# rules:    bind any any to 127.0.0.7
# programs: shell
# needs:    cgroups
# limit:    *@cgroup cgroup-leaving

run sh -c "echo 0 >'$cgroup/cgroup.procs' && '$BIN/probe' tcp4 bind 0.0.0.0:8080 sockname"
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
