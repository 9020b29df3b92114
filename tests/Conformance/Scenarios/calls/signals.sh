# Signals that come by the thousand change no result.
#
# rules:    bind any any to 127.0.0.7
# programs: c c-static c-32 c-thread

probe signals 1 repeat 3000 udp4 bind 0.0.0.0:0 source close | sort | uniq -c | sed 's/^ *//'
#> 3000 bind 0.0.0.0:0 = 0
#> 3000 source 127.0.0.7
