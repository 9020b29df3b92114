# Rules of root lend an ordinary program the low port that they name, and no other.
#
# rules:    bind tcp any:80 to 127.0.0.7
# rules:    bind tcp any:8081 to :81
# programs: @probe
# needs:    root
# limit:    *@preload preload-credentials

behind=$ordinary
probe tcp4 bind 0.0.0.0:80
#> bind 0.0.0.0:80 = EACCES
probe tcp4 bind 0.0.0.0:8081 sockname
#> bind 0.0.0.0:8081 = 0
#> sockname 0.0.0.0:81
