# title: Mono
# does:  serve-tcp serve-udp fetch-tcp fetch-udp
# needs: mono mono-program.exe
run_program() { under mono "$BIN/mono-program.exe" "$1" "$(host "$2")" "$(port "$2")"; }

serve_tcp() { run_program serve-tcp "$1"; }
serve_udp() { run_program serve-udp "$1"; }
fetch_tcp() { run_program ask-tcp "$1"; }
fetch_udp() { run_program ask-udp "$1"; }
