# title: C, musl
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-musl
# engines: preload
PROBE=probe-musl
. "$SUITE/Programs/c.sh"
