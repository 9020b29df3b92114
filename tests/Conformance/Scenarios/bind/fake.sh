# A port that the program believes it has, and nobody reaches.
#
# rules:    bind tcp any:8080 fake
# programs: @serve-tcp

serve tcp 0.0.0.0:8080
ask 127.0.0.1:8080
#> refused
ask 10.17.24.14:8080
#> refused
