# A socket kept to an interface.
#
# rules:    bind any any dev gre2
# rules:    connect any any dev lo
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 get dev
#> bind 0.0.0.0:8080 = 0
#> get dev = gre2

witness udp 127.0.0.9:5353
probe udp4 sendto 127.0.0.9:5353 hello get dev receive
#> sendto 127.0.0.9:5353 = 5
#> get dev = lo
#> receive from 127.0.0.1 to 127.0.0.9:5353 from 127.0.0.9:5353
