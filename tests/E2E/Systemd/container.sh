#!/bin/bash
# Boots and ends a container with a real systemd, out of this host's own /usr.
#
#   container.sh start NAME APP          prints the process id of its systemd; APP is its /opt/app
#   container.sh stop NAME
#   container.sh stop-stale PREFIX       stops those whose name ends in the process id of a test run that is gone
set -u
cgroups=/sys/fs/cgroup
# A hybrid host has a hierarchy for systemd and the unified one; others have the unified one alone.
hierarchies() { if [ -d $cgroups/unified ]; then echo $cgroups/systemd $cgroups/unified; else echo $cgroups; fi; }
unified() { if [ -d $cgroups/unified ]; then echo $cgroups/unified; else echo $cgroups; fi; }

# wait_for COMMAND...: until it is true, ten seconds at most.
wait_for() {
    local tries=500
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.02
    done
}

leader() {
    local pid
    for pid in $(cat /proc/"$1"/task/"$1"/children 2>/dev/null); do
        [ "$(cat /proc/"$pid"/comm)" = systemd ] && echo "$pid" && return
    done
    return 1
}

start() {
    local name=$1 app=$2 hierarchy
    for hierarchy in $(hierarchies); do mkdir -p "$hierarchy/$name" || exit 1; done
    (
        for hierarchy in $(hierarchies); do echo $BASHPID >"$hierarchy/$name/cgroup.procs"; done
        SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec setsid systemd-nspawn -q -D / --volatile=yes --boot \
            --private-network --register=no --keep-unit --machine="$name" --console=read-only \
            --link-journal=no --resolv-conf=off --timezone=off --capability=all \
            --bind-ro="$app:/opt/app" --system-call-filter="bpf pidfd_getfd process_vm_readv process_vm_writev" \
            systemd.firstboot=no systemd.condition-first-boot=no
    ) </dev/null >"$app/boot.log" 2>&1 &
    local nspawn=$! pid
    wait_for leader $nspawn >/dev/null || { cat "$app/boot.log" >&2; exit 1; }
    pid=$(leader $nspawn)
    wait_for nsenter -t "$pid" -m test -S /run/systemd/private || exit 1
    timeout 20 nsenter -t "$pid" -a systemctl is-system-running --wait >/dev/null
    echo "$pid"
}

is_empty() { grep -q '^populated 0' "$1/cgroup.events"; }

stop() {
    local name=$1 hierarchy
    [ -d "$(unified)/$name" ] || return
    echo 1 >"$(unified)/$name/cgroup.kill"
    wait_for is_empty "$(unified)/$name"
    for hierarchy in $(hierarchies); do
        wait_for find "$hierarchy/$name" -depth -type d -exec rmdir {} + 2>/dev/null
    done
    rmdir "/run/systemd/nspawn/propagate/$name" 2>/dev/null
}

stop_stale() {
    local folder
    for folder in "$(unified)/$1"*; do
        [ -d "$folder" ] && [ ! -d "/proc/${folder##*-}" ] && stop "${folder##*/}"
    done
}

case $1 in
start) start "$2" "$3" ;;
stop) stop "$2" ;;
stop-stale) stop_stale "$2" ;;
esac
exit 0
