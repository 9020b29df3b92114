# A tcp rule reaches Multipath TCP.
#
# rules:    bind tcp any to 127.0.0.7
# programs: @probe

probe mptcp4 bind 0.0.0.0:8080 sockname
#> bind 0.0.0.0:8080 = 0
#> sockname 127.0.0.7:8080
