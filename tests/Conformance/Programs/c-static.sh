# title: C, static
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-static
# refused: preload preload-static
PROBE=probe-static
. "$SUITE/Programs/c.sh"
