# A UDP game server is bound to a special name; its TCP port stays open everywhere.
#
# rules:    bind udp any:26900-26903 to fly-global-services
# programs: @serve-udp

serve tcp 0.0.0.0:26900
serve udp 0.0.0.0:26900

ask 127.0.0.1:26900
#> hello
ask_udp 127.0.0.7:26900
#> hello
ask_udp 127.0.0.1:26900
#> ECONNREFUSED
