# title: C, 32-bit
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-32
# refused: preload preload-32bit
PROBE=probe-32
. "$SUITE/Programs/c.sh"
