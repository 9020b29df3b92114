# Datagrams to one server go to another.
#
# rules:    connect udp 127.0.0.9:53 to 127.0.0.1:5353
# programs: @probe go

witness udp 127.0.0.1:5353
fetch udp 127.0.0.9:53
#> from 127.0.0.1 to 127.0.0.1:5353
