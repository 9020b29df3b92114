# Connections leave from a chosen address.
#
# rules:    connect any any from 10.17.24.14
# programs: @fetch-tcp

witness tcp 127.0.0.9:5432
fetch tcp 127.0.0.9:5432
#> from 10.17.24.14 to 127.0.0.9:5432
