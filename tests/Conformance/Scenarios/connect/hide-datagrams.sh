# A datagram that was sent elsewhere is answered by where the program sent it.
#
# rules:    connect udp 127.0.0.9:53 to 127.0.0.1:5353 hide
# programs: @probe
# limit:    c*@seccomp seccomp-datagram-answers
# limit:    c*@preload preload-datagram-answers

witness udp 127.0.0.1:5353
probe udp4 sendto 127.0.0.9:53 hello receive
#> sendto 127.0.0.9:53 = 5
#> receive from 127.0.0.1 to 127.0.0.1:5353 from 127.0.0.9:53
