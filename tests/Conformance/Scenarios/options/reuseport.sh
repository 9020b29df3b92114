# Two processes that know nothing of each other share a port.
#
# rules:    bind tcp any:8080 reuseport
# programs: @probe python go

serve tcp 127.0.0.1:8080
serve tcp 127.0.0.1:8080
ss -Hlnt | grep -c ' 127.0.0.1:8080 '
#> 2
ask 127.0.0.1:8080
#> hello
