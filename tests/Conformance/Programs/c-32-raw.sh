# title: C, 32-bit raw system calls
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-32-raw
# refused: preload preload-32bit
PROBE=probe-32-raw
. "$SUITE/Programs/c.sh"
