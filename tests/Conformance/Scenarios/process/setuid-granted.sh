# A setuid program keeps its privilege when a user who may use the cgroup engine starts it under rules.
#
# rules:    bind any any to 127.0.0.7
# programs: shell
# engines:  cgroup
# needs:    root
# neutral:  that is the point

grant +bpf,+net_admin,+perfmon
cp /usr/bin/id id && chmod 4755 id
before=$granted
run /mnt/id -u
#> 0
