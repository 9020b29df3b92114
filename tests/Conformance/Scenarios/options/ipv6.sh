# tos and freebind reach IPv6 sockets by their own options.
#
# rules:    bind any any tos 16 freebind
# programs: @probe

probe tcp6 bind [::1]:8080 get tclass get freebind6
#> bind [::1]:8080 = 0
#> get tclass = 16
#> get freebind6 = 1
