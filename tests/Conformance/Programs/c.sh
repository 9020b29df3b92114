# title: C
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe
run_probe() { under "$BIN/${PROBE:-probe}" "$@"; }
probe() { (run_probe "$@"); }

serve_tcp() { run_probe tcp$(family "$1") set reuseaddr 1 bind "$1" listen serve; }
serve_udp() { run_probe udp$(family "$1") bind "$1" serve; }
serve_udp_connected() { run_probe udp4 bind "$1" by connect serve; }
fetch_tcp() { probe tcp$(family "$1") connect "$1" ask | grep -v '^connect'; }
fetch_udp() { probe udp$(family "$1") sendto "$1" hello receive | sed -n 's/^receive \(.*\) from .*/\1/p'; }
