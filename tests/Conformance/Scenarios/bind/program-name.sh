# Only processes of a name.
#
# rules:    bind program game* any any to 127.0.0.7
# programs: @probe -c-thread
#
# The name is the process's: a thread may call itself what it likes.

probe become game-server udp4 bind 0.0.0.0:9000 sockname
#> bind 0.0.0.0:9000 = 0
#> sockname 127.0.0.7:9000

probe become launcher udp4 bind 0.0.0.0:9000 sockname
#> bind 0.0.0.0:9000 = 0
#> sockname 0.0.0.0:9000
