# %p is the port and %a the address that the program asked for.
#
# rules:    bind tcp any:8080-8089 to unix:/mnt/%a-%p.sock
# programs: @probe python node java go dotnet
# limit:    *@cgroup cgroup-unix

serve tcp 127.0.0.1:8081
ask_unix /mnt/127.0.0.1-8081.sock
#> hello
