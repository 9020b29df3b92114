# title: C, 32-bit static
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-32-static
PROBE=probe-32-static
. "$SUITE/Programs/c.sh"
