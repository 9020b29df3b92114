# Eight processes at once get what one gets.
#
# rules:    bind any any to 127.0.0.7
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw

probe forks 8 repeat 200 udp4 bind 0.0.0.0:0 source close | sort | uniq -c | sed 's/^ *//'
#> 1600 bind 0.0.0.0:0 = 0
#> 1600 source 127.0.0.7
