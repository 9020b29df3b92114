# Workers that share a port by SO_REUSEPORT share a socket file.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# programs: nginx
# limit:    nginx@seccomp unix-reuseport
# limit:    *@cgroup cgroup-unix
# limit:    nginx@preload unix-reuseport

serve tcp 0.0.0.0:8080
ask_unix /mnt/app.sock
#> hello
