# A server without privilege, under rules of root.
#
# rules:    reply udp any
# programs: c python
# needs:    root
# limit:    *@seccomp seccomp-reply

another_host
chmod 666 /mnt/*
behind=$ordinary
serve udp 0.0.0.0:9000
ask_udp 10.17.25.3:9000
#> hello
