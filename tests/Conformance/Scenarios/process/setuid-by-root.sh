# A setuid program keeps its privilege when root starts it under rules, even after it has given up its own.
#
# rules:    bind any any to 127.0.0.7
# programs: shell
# needs:    root
# neutral:  that is the point

cp /usr/bin/id id && chmod 4755 id
run $ordinary /mnt/id -u
#> 0
