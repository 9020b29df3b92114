# Lists and ranges of ports say which sockets a rule reaches.
#
# rules:    bind tcp any:80,8080-8082 to 127.0.0.7
# programs: @probe

probe tcp4 bind 0.0.0.0:80 sockname
#> bind 0.0.0.0:80 = 0
#> sockname 127.0.0.7:80

probe tcp4 bind 0.0.0.0:8082 sockname
#> bind 0.0.0.0:8082 = 0
#> sockname 127.0.0.7:8082

probe tcp4 bind 0.0.0.0:8083 sockname
#> bind 0.0.0.0:8083 = 0
#> sockname 0.0.0.0:8083
