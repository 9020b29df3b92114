# He needs CAP_BPF and CAP_NET_ADMIN alone for rules that name no program.
#
# rules:    bind any any to 127.0.0.7
# programs: c
# engines:  cgroup
# needs:    root
# unlike:   those that match nothing name programs
#
# Linux 6.18 asks for CAP_PERFMON before it tells a BPF program who calls.

grant +bpf,+net_admin
before=$granted
serve tcp 0.0.0.0:8080
ask 127.0.0.7:8080
#> hello
ask 127.0.0.1:8080
#> refused
