# Datagrams to one server go to another, with every call that sends.
#
# rules:    connect udp 127.0.0.9:53 to 127.0.0.1:5353
# programs: @probe

witness udp 127.0.0.1:5353
probe udp4 connect 127.0.0.9:53 ask
#> connect 127.0.0.9:53 = 0
#> from 127.0.0.1 to 127.0.0.1:5353

probe udp4 sendto 127.0.0.9:53 hello receive
#> sendto 127.0.0.9:53 = 5
#> receive from 127.0.0.1 to 127.0.0.1:5353 from 127.0.0.1:5353

probe udp4 sendmsg 127.0.0.9:53 hello receive
#> sendmsg 127.0.0.9:53 = 5
#> receive from 127.0.0.1 to 127.0.0.1:5353 from 127.0.0.1:5353

probe udp4 sendmmsg 127.0.0.9:53 127.0.0.9:53 hello receive receive
#> sendmmsg 127.0.0.9:53 = 2
#> receive from 127.0.0.1 to 127.0.0.1:5353 from 127.0.0.1:5353
#> receive from 127.0.0.1 to 127.0.0.1:5353 from 127.0.0.1:5353
