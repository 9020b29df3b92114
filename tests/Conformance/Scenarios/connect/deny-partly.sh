# Of two datagrams in one call the first is allowed: it is sent, and the second is not.
#
# rules:    connect udp 127.0.0.8 deny EPERM
# programs: @probe

witness udp 127.0.0.9:5353
witness udp 127.0.0.8:5353
probe udp4 sendmmsg 127.0.0.9:5353 127.0.0.8:5353 hello receive receive | sort
#> receive from 127.0.0.1 to 127.0.0.9:5353 from 127.0.0.9:5353
#> receive: nothing
#> sendmmsg 127.0.0.9:5353 = 1
