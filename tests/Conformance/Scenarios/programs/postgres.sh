# PostgreSQL listens at another address and port, and psql, which asks for the old ones, finds it there.
#
# rules:    bind tcp any:5432 to 127.0.0.7:15432
# rules:    connect tcp 127.0.0.1:5432 to 127.0.0.7:15432
# programs: postgres

serve tcp 127.0.0.1:5432
listeners
#> tcp 127.0.0.7:15432
fetch tcp 127.0.0.1:5432
#> hello
ask 127.0.0.7:15432
#> hello
