# title: C, 32-bit static
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-32-static
# refused: preload preload-32bit
PROBE=probe-32-static
. "$SUITE/Programs/c.sh"
