# Another port; the address stays.
#
# rules:    bind tcp wildcard:80 to :8080
# programs: @serve-tcp

serve tcp 0.0.0.0:80
ask 127.0.0.1:8080
#> hello
ask 10.17.24.14:8080
#> hello
ask 127.0.0.1:80
#> refused
