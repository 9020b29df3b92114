# Another server, reached from a chosen address.
#
# rules:    connect tcp 127.0.0.9:5432 to 127.0.0.1:15432 from 10.17.24.14
# programs: @probe curl python node java go dotnet socat

witness tcp 127.0.0.1:15432
fetch tcp 127.0.0.9:5432
#> from 10.17.24.14 to 127.0.0.1:15432
