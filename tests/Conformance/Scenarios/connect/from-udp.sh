# Datagrams leave from a chosen address, and their answers come back.
#
# rules:    connect any any from 10.17.24.14
# programs: @fetch-udp

witness udp 127.0.0.9:5353
fetch udp 127.0.0.9:5353
#> from 10.17.24.14 to 127.0.0.9:5353
