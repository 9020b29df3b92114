# A number added to every port of a range.
#
# rules:    bind any any:8080-8089 to :+1000
# programs: @probe

probe tcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 0.0.0.0:9080

probe udp4 bind 127.0.0.1:8089 sockname
#> bind 127.0.0.1:8089 = 0
#> sockname 127.0.0.1:9089

probe udp4 bind 127.0.0.1:8090 sockname
#> bind 127.0.0.1:8090 = 0
#> sockname 127.0.0.1:8090
