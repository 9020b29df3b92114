# A source is chosen without a trace in the socket's options: a later bind to port 0 gets a port.
#
# rules:    connect any any from 10.17.24.14
# programs: @probe

witness udp 127.0.0.9:5353
probe udp4 connect 127.0.0.9:5353 get no-port get freebind get reuseaddr source
#> connect 127.0.0.9:5353 = 0
#> get no-port = 0
#> get freebind = 0
#> get reuseaddr = 0
#> source 10.17.24.14
