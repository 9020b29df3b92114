# A server of datagrams takes the socket that systemd has opened.
#
# rules:    bind udp any:9000 to activated:game
# programs: @serve-udp
# limit:    go@seccomp activated-family
# limit:    java@seccomp activated-family
# limit:    *@cgroup cgroup-unix
# needs:    /usr/bin/python3
# limit:    java@preload activated-family

before="/usr/bin/python3 $SUITE/Sandbox/activate.py game udp 127.0.0.1:9999"
serve udp 0.0.0.0:9000
listeners
#> udp 127.0.0.1:9999
ask_udp 127.0.0.1:9999
#> hello
