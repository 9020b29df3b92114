# A server of asyncio.
#
# rules:    reply udp any
# programs: python
# limit:    *@seccomp seccomp-reply

another_host
serve_udp_asyncio() { run_program serve-udp-asyncio "$1"; }
serve udp_asyncio 0.0.0.0:9000
ask_udp 10.17.25.3:9000
#> hello
