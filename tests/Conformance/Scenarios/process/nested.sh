# A program under rules starts another one under rules of its own, which come first.
#
# rules:    bind any any:9090 to 127.0.0.9
# programs: shell
# limit:    shell@seccomp seccomp-nesting
# limit:    shell@preload preload-nesting

run "$FAIRLEAD" run --engine "$engine" -r 'bind tcp any:8080 to 127.0.0.7:9090' -- "$BIN/probe" tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.9:9090
