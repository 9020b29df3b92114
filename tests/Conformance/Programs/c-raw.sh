# title: C, raw system calls
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-raw
# unseen: preload preload-raw-calls
PROBE=probe-raw
. "$SUITE/Programs/c.sh"
