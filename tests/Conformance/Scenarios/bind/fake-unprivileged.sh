# An ordinary user's program, too, believes that it has its port.
#
# rules:    bind tcp any:8080 fake
# programs: @probe python
# engines:  seccomp preload
# needs:    root

before=$ordinary
chmod 666 /mnt/*
serve tcp 0.0.0.0:8080
patience=2
ask 127.0.0.1:8080
#> refused
serve tcp [::1]:8080
asked=$(listeners | sed -n 's/^tcp \[::1\]/[::1]/p')
ask "${asked:-[::1]:8080}"
#> no answer
