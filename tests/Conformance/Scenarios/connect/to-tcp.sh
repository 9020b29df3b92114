# A connection to one server goes to another.
#
# rules:    connect tcp db.prod:5432 to 127.0.0.1:15432
# programs: @fetch-tcp

witness tcp 127.0.0.1:15432
fetch tcp 127.0.0.9:5432
#> from 127.0.0.1 to 127.0.0.1:15432
