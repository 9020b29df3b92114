# listen without bind takes a port of the kernel's choice: the rule's address holds there too.
#
# rules:    bind tcp wildcard to 127.0.0.7
# programs: @probe
# limit:    *@cgroup cgroup-listen

probe tcp4 listen source
#> listen = 0
#> source 127.0.0.7

probe tcp6 listen source
#> listen = 0
#> source [::ffff:127.0.0.7]
