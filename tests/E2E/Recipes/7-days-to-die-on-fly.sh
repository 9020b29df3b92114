# A machine on Fly: eth0 has the machine's own address, and the one that UDP is sent to, which /etc/hosts names.
make_machine() {
    ip link add eth0 type veth peer name eth0 netns $world &&
    ip addr add 172.19.5.2/29 dev eth0 &&
    ip addr add 172.19.5.3/29 dev eth0 &&
    ip link set eth0 up &&
    ip route add default via 172.19.5.1 &&
    $there ip addr add 172.19.5.1/29 dev eth0 &&
    $there ip link set eth0 up &&
    $there ip link set lo up &&
    $there ip addr add 198.51.100.7/32 dev lo &&
    echo '172.19.5.3 fly-global-services' >>/etc/hosts &&
    install_game 7dtd
}

# Fly delivers TCP to the machine's own address.
ask_players() {
    join_game 172.19.5.3
    query_game 172.19.5.2
}
