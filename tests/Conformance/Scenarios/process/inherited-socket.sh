# A socket that the program gets from who started it, not yet bound, is under its rules.
#
# rules:    bind any any to 127.0.0.7
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw
# limit:    *@cgroup cgroup-inherited

before="$BIN/probe tcp4 exec"
probe inherited 3 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
