# title: C, by syscall(2)
# does:  probe serve-tcp serve-udp fetch-tcp fetch-udp
# needs: probe-syscall
# engines: preload
PROBE=probe-syscall
. "$SUITE/Programs/c.sh"
