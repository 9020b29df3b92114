# Runs the code blocks of a recipe, which stand on standard input, in order and in one shell, as a reader would who types
# them. The fixture (MACHINE) makes the machine that the recipe speaks of, and says what a player sees of the server.
#
# What each block N shows is kept in /mnt/.blocks/N. At the end, or at the first command that fails, all of it is written.
PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /mnt/.over /mnt/.blocks
for folder in usr etc srv opt run; do
    over=/mnt/.over/$folder
    mkdir -p $over/upper $over/work
    mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$over/upper,workdir=$over/work" /$folder || exit 99
done
mkdir /mnt/reader
cd /mnt/reader || exit 99
ln -s "$FOLDER" fairlead
server=

# The other end of all links, where players are.
unshare --net sleep infinity &
world=$!
there="nsenter --net=/proc/$world/ns/net"
is_apart() { [ "$(readlink /proc/$world/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }
wait_for is_apart

# The game server, in a folder that it is started from as the real one is.
install_game() {
    mkdir -p "$1"
    printf '#!/bin/sh\ncd "$(dirname "$0")" && exec mono %s %s\n' "$GAME" "$2" >"$1/startserver.sh"
    chmod +x "$1/startserver.sh"
    echo '<ServerSettings/>' >"$1/serverconfig.xml"
}

# Player 198.51.100.7 asks the game at ADDRESS, and says who answered.
join_game() {
    $there /usr/bin/python3 - "$1" <<'END'
import socket, sys
for port in 26900, 26902:
    with socket.socket(type=socket.SOCK_DGRAM) as s:
        s.bind(("198.51.100.7", 0))
        s.settimeout(3)
        s.sendto(b"join", (sys.argv[1], port))
        print("udp", port, "answered by", s.recvfrom(999)[1][0])
END
}
query_game() {
    $there /usr/bin/python3 - "$1" <<'END'
import socket, sys
with socket.create_connection((sys.argv[1], 26900), 3, ("198.51.100.7", 0)) as s:
    print("tcp 26900", s.recv(999).decode().split()[0])
END
}

is_up() { grep -qs 'StartGame done' "$out" || ! kill -0 $server; }

# serve N: starts what stands on standard input and waits until the game is up.
serve() {
    stop
    out=/mnt/.blocks/$1
    env --default-signal=INT setsid bash -c "$(cat)" >"$out" 2>&1 </dev/null &
    server=$!
    wait_for is_up
    grep -q 'StartGame done' "$out"
}

# As Ctrl-C does.
stop() {
    [ -n "$server" ] || return 0
    kill -INT -- -$server || true
    wait $server || true
    server=
}

# daemon N: runs what stands on standard input, and waits until the game answers.
daemon() {
    stop
    block $1
    wait_for daemon_is_up
    daemon_is_up
}
daemon_is_up() { [ "$(ss -Hlntu | grep -cE ':2690[02] ')" -ge 3 ]; }

block() { cat >/mnt/.block; . /mnt/.block >/mnt/.blocks/$1 2>&1 </dev/null; }
file() { mkdir -p "$(dirname "$2")"; cat >"$2"; ! grep -q '^#!' "$2" || chmod +x "$2"; : >/mnt/.blocks/$1; }
seen() {
    ss -Hlntu | awk '{ print $1, $5 }' >/mnt/.blocks/$1-sockets
    ask_players >/mnt/.blocks/$1-seen 2>&1
}

# A block may have failed while its output went to its file: here it goes to where it went at first.
exec 3>&1
tell() {
    local at
    set +e
    exec >&3
    stop
    for at in $(cd /mnt/.blocks && ls | sort -V); do
        echo "=== $at"
        cat /mnt/.blocks/$at
    done
}

. "$MACHINE"
make_machine || exit 99
trap tell EXIT
set -e
