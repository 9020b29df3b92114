# An ordinary user gets no low port by an address rule, and gets the one that a rule names only with the right to it.
#
# rules:    bind tcp any:80 to 127.0.0.7
# rules:    bind tcp any:81 to :8081
# programs: @probe
# engines:  seccomp preload
# needs:    root

before=$ordinary
probe tcp4 bind 0.0.0.0:80
#> bind 0.0.0.0:80 = EACCES
probe tcp4 bind 0.0.0.0:81
#> bind 0.0.0.0:81 = 0
