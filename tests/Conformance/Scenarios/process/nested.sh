# A program under rules starts another one under rules of its own.
#
# rules:    connect any 203.0.113.1 deny EACCES
# programs: shell
# neutral:  the inner rules are there in every run
# limit:    shell@seccomp seccomp-nesting

run "$FAIRLEAD" run -r 'bind any any to 127.0.0.7' -- "$BIN/probe" tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
