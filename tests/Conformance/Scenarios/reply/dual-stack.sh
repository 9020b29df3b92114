# A server with one socket for both families answers IPv4 clients from the address that was asked.
#
# rules:    reply udp any
# programs: @serve-udp -dotnet
# limit:    *@seccomp seccomp-reply
#
# .NET makes IPv6 sockets for IPv6 alone.

another_host
serve udp [::]:9000
ask_udp 10.17.25.3:9000
#> hello
ask_udp [fd00:25::5]:9000
#> hello
