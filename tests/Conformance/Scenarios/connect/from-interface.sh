# Connections leave from the address of an interface.
#
# rules:    connect any any from dev gre2
# programs: @probe curl

witness tcp 10.17.24.14:5432
fetch tcp 10.17.24.14:5432
#> from 10.17.25.1 to 10.17.24.14:5432
