# A server that may not have its port says so and ends.
#
# rules:    bind any any:8080 deny EADDRNOTAVAIL
# programs: python node java go dotnet nginx redis socat

serve tcp 0.0.0.0:8080
#> did not start
