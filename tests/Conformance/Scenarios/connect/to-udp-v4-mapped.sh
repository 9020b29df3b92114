# Datagrams that a dual-stack socket sends go to the target of their family.
#
# rules:    connect udp any:53 to 127.0.0.1:5353,[::1]:5353 from 10.17.24.14,fd00::7
# programs: c c-static c-32-raw

witness udp 127.0.0.1:5353
witness udp [::1]:5353
probe udp6 sendto [::ffff:127.0.0.9]:53 hello receive
#> sendto [::ffff:127.0.0.9]:53 = 5
#> receive from 10.17.24.14 to 127.0.0.1:5353 from [::ffff:127.0.0.1]:5353
probe udp6 sendto [fd00::5]:53 hello receive
#> sendto [fd00::5]:53 = 5
#> receive from [fd00::7] to [::1]:5353 from [::1]:5353
