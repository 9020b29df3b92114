# Another address and another port at once.
#
# rules:    bind tcp any:80 to 127.0.0.7:8080
# programs: @serve-tcp

serve tcp 0.0.0.0:80
listeners
#> tcp 127.0.0.7:8080
