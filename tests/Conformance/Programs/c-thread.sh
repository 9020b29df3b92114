# title: C, in a thread
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe
. "$SUITE/Programs/c.sh"
run_probe() { under "$BIN/probe" threads 1 "$@"; }
