# One address in place of every address.
#
# rules:    bind any any to 127.0.0.7
# programs: @serve-tcp

serve tcp 0.0.0.0:8080
listeners
#> tcp 127.0.0.7:8080

ask 127.0.0.7:8080
#> hello
ask 127.0.0.1:8080
#> refused
