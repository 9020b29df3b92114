# Datagrams of a dual-stack socket go to a target of the other family.
#
# rules:    connect udp any:53 to 127.0.0.1:5353
# rules:    connect udp any:54 to [::1]:5353
# programs: c c-static c-32-raw
# limit:    *@cgroup cgroup-datagram-family

witness udp 127.0.0.1:5353
witness udp [::1]:5353
probe udp6 sendto [fd00::5]:53 hello receive
#> sendto [fd00::5]:53 = 5
#> receive from 127.0.0.1 to 127.0.0.1:5353 from [::ffff:127.0.0.1]:5353
probe udp6 sendto [::ffff:127.0.0.9]:54 hello receive
#> sendto [::ffff:127.0.0.9]:54 = 5
#> receive from [::1] to [::1]:5353 from [::1]:5353
