# The program keeps seeing the address it asked for.
#
# rules:    bind tcp any:8080 to 127.0.0.7:9090 hide
# programs: @probe python node java go dotnet

serve tcp 0.0.0.0:8080
listeners
#> tcp 127.0.0.7:9090
sees | sed 's/\[::\]/0.0.0.0/'
#> sees 0.0.0.0:8080
