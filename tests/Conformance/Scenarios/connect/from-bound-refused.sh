# A connection that can have no source, as the program has bound its socket itself, is refused: it never leaves from another.
#
# rules:    connect tcp any from 10.17.24.14
# programs: @probe

witness tcp 127.0.0.9:5432
probe tcp4 bind 0.0.0.0:7000 connect 127.0.0.9:5432
#> bind 0.0.0.0:7000 = 0
#> connect 127.0.0.9:5432 = EADDRNOTAVAIL
