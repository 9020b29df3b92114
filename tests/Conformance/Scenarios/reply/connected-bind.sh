# Such a server is helped by a rule that binds it to the one address that it is asked at.
#
# rules:    bind udp wildcard to 10.17.25.3
# programs: c socat

another_host
serve udp_connected 0.0.0.0:9000
ask_udp 10.17.25.3:9000
#> hello
