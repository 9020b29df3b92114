# The vocabulary of the scenarios. Each step prints what it saw, and nothing that differs from run to run.

# Replaces the shell by a command under the rules of this run. What is in $before stands before all of it, what is in
# $behind between Fairlead and the command.
before=
behind=
under() {
    case $mode in
    bare) exec $before $behind "$@" ;;
    rules) exec $before "$FAIRLEAD" run $options -- $behind "$@" ;;
    esac
}

# What makes of root an ordinary user; and one with capabilities (+net_admin,...), in a cgroup that is his.
ordinary="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all"
grant() {
    chown 65534 "$cgroup" "$cgroup/cgroup.procs"
    granted="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,$1 --ambient-caps=$1"
}

host() { h=${1%:*}; h=${h#[}; echo "${h%]}"; }
port() { echo "${1##*:}"; }
family() { case $1 in *]*) echo 6 ;; *) echo 4 ;; esac; }

# wait_for COMMAND...: until it is true, twenty seconds at most.
wait_for() {
    tries=1000
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.02
    done
}

# wait_said WORD FILE: until what was started last has said it there; false if it ended without.
wait_said() { wait_for said_or_ended "$1" "$2" && grep -qs "$1" "$2"; }
said_or_ended() { grep -qs "$1" "$2" || ! kill -0 $! 2>/dev/null; }

# --- the program as server ---

# serve tcp|udp ADDR:PORT: starts the program and waits until it serves.
serve() {
    out=serve.$1
    : >$out
    serve_$1 "$2" >$out 2>$out.err &
    server=$!
    wait_for ready_or_ended
    ready && return
    kill -0 $server 2>/dev/null && echo "not ready" || echo "did not start"
    cat $out $out.err >&2
}

ready_or_ended() { ready || ! kill -0 $server 2>/dev/null; }

# Programs that say it otherwise define their own.
ready() { grep -qs '^serving' $out; }

# What the program takes for its own address.
sees() { sed -n 's/^serving/sees/p' $out | v4_mapped; }

# stop SIGNAL: ends the program and prints how it ended.
stop() {
    kill -s "$1" $server
    wait $server
    echo "ended with $?"
}

# --- the sandbox as client, never under rules ---

# Seconds that an answer may take, on a busy machine too.
patience=10

# ask ADDR:PORT: what the program answers there. Programs that speak no HTTP define their own ask_server.
ask() { ask_server "$1" 2>ask.err || failure ask.err; }
ask_server() { curl -sS -g -m $patience --noproxy '*' "http://$1/"; }
ask_unix() { curl -sS -m $patience --unix-socket "$1" http://unix/ 2>ask.err || failure ask.err; }
ask_abstract() { curl -sS -m $patience --abstract-unix-socket "$1" http://unix/ 2>ask.err || failure ask.err; }
ask_udp() { $at "$BIN/probe" udp$(family "$1") connect "$1" ask | sed '/^connect/d; s/^ask = //'; }

# failure FILE: one word for what a client complained of there.
failure() {
    case $(cat "$1") in
    *efused* | *"onnect to server"*) echo refused ;;
    *"timed out"* | *timeout*) echo "no answer" ;;
    *"No such file"*) echo "no such file" ;;
    *) cat "$1" ;;
    esac
}

# another_host: from here on, ask_udp asks from a host behind gre2, where this host has three addresses of each family.
# The first is the one that it sends from by itself.
at=
another_host() {
    unshare --net sleep infinity &
    at="nsenter --net=/proc/$!/ns/net"
    wait_for is_apart $!
    ip link set gre2-peer netns $!
    ip -batch - <<-END
	addr add 10.17.25.3/24 dev gre2
	addr add 10.17.25.4/24 dev gre2
	addr add fd00:25::5/64 dev gre2 nodad
	addr add fd00:25::6/64 dev gre2 nodad
	END
    $at ip -batch - <<-END
	addr add 10.17.25.2/24 broadcast 10.17.25.255 dev gre2-peer
	addr add fd00:25::2/64 dev gre2-peer nodad
	link set gre2-peer up
	route add 224.0.0.0/4 dev gre2-peer
	END
}

is_apart() { [ "$(readlink /proc/$1/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }

# --- the program as client ---

# witness tcp|udp|unix ADDR: a server, not under rules, that answers who asked and what was asked for.
witness() {
    case $1 in
    tcp) words="tcp$(family "$2") bind $2 listen" ;;
    udp) words="udp$(family "$2") bind $2" ;;
    unix) words="unix bind $2 listen" ;;
    esac
    witnesses=$((${witnesses:-0} + 1))
    log=witness.$witnesses
    "$BIN/probe" $words witness >"$log" 2>&1 &
    wait_for grep -qs '^serving' "$log" || cat "$log" >&2
}

# fetch tcp|udp ADDR:PORT: what the program gets there.
fetch() {
    (fetch_$1 "$2") >fetch.out 2>fetch.err
    [ -s fetch.out ] || echo nothing >fetch.out
    cat fetch.err >&2
    v4_mapped <fetch.out
}

# --- what the kernel says ---

# An IPv4 address on an IPv6 socket reads as what it is: whether a program opens one or the other is its own affair.
v4_mapped() { sed 's/\[::ffff:\([0-9.]*\)\]/\1/g'; }

listeners() { ss -Hlntu | awk '{ print $1, $5 }' | v4_mapped | grep -v '^udp .*:5353$' | sort -u; }
