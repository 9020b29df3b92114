# An address that the host does not have is refused before the program starts.
#
# rules:    bind any any to 198.51.100.1
# programs: @probe

probe tcp4 bind 0.0.0.0:8080
echo "ended with $?"
#> ended with 125
