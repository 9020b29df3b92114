# What a rule leaves on the wildcard address is reached there, whatever later rules say of others.
#
# rules:    bind program game* any any allow
# rules:    bind tcp any:8081 to :8080
# rules:    bind tcp any to 127.0.0.7
# programs: @probe -c-thread

run_probe become game-server tcp4 bind 0.0.0.0:9090 listen serve >game &
wait_said serving game
ask 10.17.24.14:9090
#> hello

run_probe become web-server tcp4 bind 0.0.0.0:8081 listen serve >web &
wait_said serving web
ask 10.17.24.14:8080
#> hello
