# What the program starts is under its rules, through as many shells as there are.
#
# rules:    bind any any to 127.0.0.7
# programs: shell
# limit:    shell@preload preload-static

run sh -c 'sh -c "env \"$BIN/probe\" tcp4 bind 0.0.0.0:8080 sockname"; "$BIN/probe-static" fork fork udp4 bind 0.0.0.0:9000 sockname'
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
#> bind 0.0.0.0:9000 = 0
#> sockname 127.0.0.7:9000
