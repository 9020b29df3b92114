# An unconnected datagram socket leaves from a chosen address and port.
#
# rules:    connect udp any from 10.17.24.14:7777
# programs: @probe
# limit:    *@cgroup cgroup-datagram-port

witness udp 127.0.0.9:5353
probe udp4 sendto 127.0.0.9:5353 hello receive source
#> sendto 127.0.0.9:5353 = 5
#> receive from 10.17.24.14 to 127.0.0.9:5353 from 127.0.0.9:5353
#> source 10.17.24.14
