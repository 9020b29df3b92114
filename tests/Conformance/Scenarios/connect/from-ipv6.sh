# An IPv6 source, for streams and datagrams.
#
# rules:    connect any any from fd00::7
# programs: @probe

witness tcp [fd00::5]:5432
witness udp [fd00::5]:5353
probe tcp6 connect [fd00::5]:5432 ask
#> connect [fd00::5]:5432 = 0
#> from [fd00::7] to [fd00::5]:5432

probe udp6 sendto [fd00::5]:5353 hello receive
#> sendto [fd00::5]:5353 = 5
#> receive from [fd00::7] to [fd00::5]:5353 from [fd00::5]:5353

probe udp6 connect [fd00::5]:5353 ask
#> connect [fd00::5]:5353 = 0
#> from [fd00::7] to [fd00::5]:5353
