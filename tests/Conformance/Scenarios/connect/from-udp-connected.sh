# A connected datagram socket leaves from a chosen address, with every call that sends.
#
# rules:    connect udp any from 10.17.24.14
# programs: @probe

witness udp 127.0.0.9:5353
probe udp4 connect 127.0.0.9:5353 source ask
#> connect 127.0.0.9:5353 = 0
#> source 10.17.24.14
#> from 10.17.24.14 to 127.0.0.9:5353
