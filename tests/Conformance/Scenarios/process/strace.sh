# strace works inside, and shows the program what it asked for.
#
# rules:    bind any any to 127.0.0.7
# programs: shell
# needs:    strace
# limit:    shell@preload preload-strace

run strace -f -o trace -e trace=bind "$BIN/probe" tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
grep -c 'bind(3, .*0.0.0.0.*) = 0' trace
#> 1
