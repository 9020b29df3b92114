# An ordinary user puts programs under rules.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any 127.0.0.9 to 127.0.0.1:15432
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw python node go java dotnet
# engines:  seccomp preload
# needs:    root

before=$ordinary
chmod 666 /mnt/*
witness tcp 127.0.0.1:15432
serve tcp 0.0.0.0:8080
ask 127.0.0.7:8080
#> hello
ask 127.0.0.1:8080
#> refused
fetch tcp 127.0.0.9:5432
#> from 127.0.0.1 to 127.0.0.1:15432
