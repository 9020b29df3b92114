# One run of one cell, as the second process of namespaces of its own (network, mount, PID).
#
# The caller makes the namespaces (Sandbox.cs) and sets:
#   SUITE     the folder of this suite            BIN       the folder of the built programs
#   SCENARIO  the scenario's file                 PROGRAM   the program's file
#   MODE      bare, or rules                      FAIRLEAD  the command under test
#   RULES     the rules, one a line               OPTIONS   further words for fairlead run
#   ENGINE    the engine that is looked at        CGROUP    the directory of its cgroup; empty: none
#   SOURCES   the folder of the programs' sources
#
# What the scenario prints on stdout is its transcript; stderr is for people who look for a mistake.
set -u

# Everything that a scenario may ask for: addresses of both families, an interface of their own, a route to nowhere.
network() {
    ip link add gre2 type veth peer name gre2-peer 2>/dev/null || ip link add gre2 type dummy
    ip -batch - <<-END
	link set lo up
	addr add 10.17.24.14/32 dev lo
	addr add fd00::5/128 dev lo nodad
	addr add fd00::7/128 dev lo nodad
	addr add 10.17.25.1/24 dev gre2
	addr add fd00:25::1/64 dev gre2 nodad
	link set gre2 up
	neigh add 10.17.25.9 lladdr 02:00:00:00:00:09 dev gre2 nud permanent
	END
    ip link set gre2-peer up 2>/dev/null || true
}

# Files are made in memory and end with the namespace.
files() {
    mount -t tmpfs -o mode=1777 none /mnt
    mount --bind "$SUITE/Sandbox/hosts" /etc/hosts
    cd /mnt || exit 99
    printf %s "$RULES" >rules
    export HOME=/mnt TMPDIR=/mnt LC_ALL=C DOTNET_EnableDiagnostics=0
}

# What the cgroup engine makes is made in there, and goes with it.
join() { [ -z "$CGROUP" ] || echo 0 >"$CGROUP/cgroup.procs"; }

network && files && join || exit 99
# The program's environment shall be the same in every run.
mode=$MODE engine=$ENGINE cgroup=$CGROUP options="${RULES:+--rules /mnt/rules} $OPTIONS"
unset MODE ENGINE CGROUP RULES OPTIONS
. "$SUITE/Sandbox/steps.sh"
. "$PROGRAM"
. "$SCENARIO"
