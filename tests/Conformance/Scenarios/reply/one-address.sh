# Only answers to who asked one address.
#
# rules:    reply udp 10.17.25.3
# rules:    reply udp [fd00:25::5]:9002
# programs: c python
# limit:    *@seccomp seccomp-reply

another_host
serve udp [::]:9000
ask_udp 10.17.25.3:9000
#> hello
ask_udp 10.17.25.4:9000
#> no answer
ask_udp [fd00:25::5]:9000
#> no answer
serve udp [::]:9002
ask_udp [fd00:25::5]:9002
#> hello
