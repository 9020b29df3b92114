# Root puts a program under rules that gives its privilege up.
#
# rules:    bind any any to 127.0.0.7
# rules:    connect any 127.0.0.9 to 127.0.0.1:15432 mark 7
# programs: c c-static c-syscall c-raw c-musl c-32 c-32-static c-32-raw python node go java dotnet
# needs:    root
# limit:    *@preload preload-credentials

behind=$ordinary
chmod 666 /mnt/*
witness tcp 127.0.0.1:15432
serve tcp 0.0.0.0:8080
ask 127.0.0.7:8080
#> hello
ask 127.0.0.1:8080
#> refused
fetch tcp 127.0.0.9:5432
#> from 127.0.0.1 to 127.0.0.1:15432
