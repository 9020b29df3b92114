# Without hide the program sees the address it got.
#
# rules:    bind tcp any:8080 to 127.0.0.7:9090
# programs: @probe python node go dotnet
#
# Java does not ask: it goes on believing in the address that it passed to bind.

serve tcp 0.0.0.0:8080
sees
#> sees 127.0.0.7:9090
