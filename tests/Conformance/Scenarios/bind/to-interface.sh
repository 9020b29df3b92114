# The address of an interface, whatever it is today.
#
# rules:    bind any any to dev gre2
# programs: @serve-tcp -go -java
#
# Go and Java open one socket for both families, which gets the interface's IPv6 address.

serve tcp 0.0.0.0:8080
listeners
#> tcp 10.17.25.1:8080
