# listen without bind is refused where bind would be.
#
# rules:    bind tcp wildcard deny EACCES
# programs: @probe
# limit:    *@cgroup cgroup-listen

probe tcp4 listen source
#> listen = EACCES
#> source 0.0.0.0
