# The program is in the process group and session of its caller, so that the terminal's keys reach it.
#
# programs: shell

mine=$(cut -d ' ' -f 5,6 /proc/$$/stat)
theirs=$(run sh -c 'cut -d " " -f 5,6 /proc/$$/stat')
[ "$mine" = "$theirs" ] && echo same || echo "$mine, not $theirs"
#> same
