# A host with a line of its own, eth0, and a tunnel, gre2. Where the kernel has no GRE, a second line stands for the tunnel:
# it has the tunnel's name and address, and what the recipe does is the same.
make_machine() {
    ip link add eth0 type veth peer name eth0 netns $world &&
    ip addr add 203.0.113.10/24 dev eth0 &&
    ip link set eth0 up &&
    ip route add default via 203.0.113.1 &&
    $there ip addr add 203.0.113.1/24 dev eth0 &&
    $there ip link set eth0 up &&
    $there ip link set lo up &&
    $there ip addr add 198.51.100.7/32 dev lo &&
    make_tunnel &&
    ip addr add 10.17.24.14/30 dev gre2 &&
    ip addr add fd00::5/64 dev gre2 nodad &&
    ip link set gre2 up &&
    $there ip addr add 10.17.24.13/30 dev gre2 &&
    $there ip link set gre2 up &&
    install_game /srv/game -master=198.51.100.7:27011 &&
    start_master
}

make_tunnel() {
    ip link add gre2 type gre local 203.0.113.10 remote 203.0.113.1 ttl 64 2>/dev/null &&
    $there ip link add gre2 type gre local 203.0.113.1 remote 203.0.113.10 ttl 64 ||
    ip link add gre2 type veth peer name gre2 netns $world
}

# The list of servers on the Internet, where the game registers.
start_master() {
    $there /usr/bin/python3 - >>/mnt/master <<'END' &
import socket, threading
def tcp(s):
    while True:
        print("registered by tcp from", s.accept()[1][0], flush=True)
def udp(s):
    while True:
        print("registered by udp from", s.recvfrom(99)[1][0], flush=True)
u = socket.socket(type=socket.SOCK_DGRAM)
u.bind(("198.51.100.7", 27011))
t = socket.create_server(("198.51.100.7", 27011))
for serve, s in (udp, u), (tcp, t):
    threading.Thread(target=serve, args=(s,)).start()
END
    wait_for master_listens
}
master_listens() { $there ss -Hlnt sport = :27011 | grep .; }

registered_twice() { [ "$(wc -l </mnt/master)" -ge 2 ]; }

ask_players() {
    join_game 10.17.24.14
    query_game 10.17.24.14
    wait_for registered_twice
    sort /mnt/master
    : >/mnt/master
}
