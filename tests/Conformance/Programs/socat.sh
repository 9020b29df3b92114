# title: socat
# does:  serve-tcp serve-udp fetch-tcp fetch-udp
# needs: socat
socket() { echo "$1$(family "$2")"; }
address() { echo "${1%:*}"; }

serve_tcp() {
    printf 'head -n 1 >/dev/null; printf "HTTP/1.0 200 OK\\r\\n\\r\\nhello\\n"' >answer.sh
    under socat -d -d "$(socket TCP "$1")-LISTEN:$(port "$1"),bind=$(address "$1"),reuseaddr,fork" EXEC:'sh answer.sh'
}
serve_udp() {
    echo 'head -c 1 >/dev/null; echo hello' >datagram.sh
    under socat -d -d "$(socket UDP "$1")-RECVFROM:$(port "$1"),bind=$(address "$1"),fork" EXEC:'sh datagram.sh'
}
serve_udp_connected() {
    echo 'head -n 1 >/dev/null; echo hello' >datagram.sh
    under socat -d -d "UDP4-LISTEN:$(port "$1"),fork" EXEC:'sh datagram.sh'
}
ready() { grep -qs 'listening on\|receiving on' $out.err; }

fetch_tcp() {
    printf 'GET / HTTP/1.0\r\n\r\n' | (under socat -t 2 - "$(socket TCP "$1"):$(address "$1"):$(port "$1")") |
        sed '1,/^\r$/d'
}
fetch_udp() { printf hello | (under socat -t 0.5 - "$(socket UDP "$1"):$(address "$1"):$(port "$1")"); }
