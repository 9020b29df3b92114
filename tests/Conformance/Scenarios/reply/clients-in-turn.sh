# Clients that ask two addresses in turn get answers from where they asked, and so does one that asks both from one port.
#
# rules:    reply udp any
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw
# limit:    *@seccomp seccomp-reply

another_host
serve udp 0.0.0.0:9000
(for n in 1 2 3; do ask_udp 10.17.25.3:9000; done) >third &
(for n in 1 2 3; do ask_udp 10.17.25.4:9000; done) >fourth
wait $!
cat third fourth | sort | uniq -c | sed 's/^ *//'
#> 6 hello

$at "$BIN/probe" udp4 bind 0.0.0.0:7000 \
    sendto 10.17.25.3:9000 x receive sendto 10.17.25.4:9000 x receive sendto 10.17.25.3:9000 x receive | grep receive
#> receive hello from 10.17.25.3:9000
#> receive hello from 10.17.25.4:9000
#> receive hello from 10.17.25.3:9000
