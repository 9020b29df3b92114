# title: Redis
# does:  serve-tcp
# needs: redis-server redis-cli
serve_tcp() {
    under redis-server --bind "$(host "$1")" --port "$(port "$1")" --save '' --dir /mnt --protected-mode no
}
ready() { grep -qs 'Ready to accept connections' $out; }
ask_server() { redis-cli -h "$(host "$1")" -p "$(port "$1")" echo hello; }
