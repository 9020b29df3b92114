# A socket that gives up its peer may take another.
#
# rules:    connect udp any:53 to 127.0.0.1:5353
# programs: @probe

witness udp 127.0.0.1:5353
probe udp4 connect 127.0.0.9:53 disconnect connect 127.0.0.8:53 ask
#> connect 127.0.0.9:53 = 0
#> disconnect = 0
#> connect 127.0.0.8:53 = 0
#> from 127.0.0.1 to 127.0.0.1:5353
