# A setuid program keeps its privilege when an ordinary user starts it under rules.
#
# rules:    bind any any to 127.0.0.7
# programs: shell
# engines:  seccomp preload
# needs:    root
# neutral:  that is the point
# limit:    shell@seccomp seccomp-setuid
# limit:    shell@preload preload-setuid

cp /usr/bin/id id && chmod 4755 id
before=$ordinary
run /mnt/id -u
#> 0
