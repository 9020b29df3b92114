# An unconnected datagram socket leaves from a chosen address, with every call that sends.
#
# rules:    connect udp any from 10.17.24.14
# programs: @probe

witness udp 127.0.0.9:5353
witness udp 127.0.0.8:5353
probe udp4 sendto 127.0.0.9:5353 hello receive
#> sendto 127.0.0.9:5353 = 5
#> receive from 10.17.24.14 to 127.0.0.9:5353 from 127.0.0.9:5353

probe udp4 sendmsg 127.0.0.9:5353 hello receive
#> sendmsg 127.0.0.9:5353 = 5
#> receive from 10.17.24.14 to 127.0.0.9:5353 from 127.0.0.9:5353

probe udp4 sendmmsg 127.0.0.9:5353 127.0.0.8:5353 hello receive receive | sort
#> receive from 10.17.24.14 to 127.0.0.8:5353 from 127.0.0.8:5353
#> receive from 10.17.24.14 to 127.0.0.9:5353 from 127.0.0.9:5353
#> sendmmsg 127.0.0.9:5353 = 2
