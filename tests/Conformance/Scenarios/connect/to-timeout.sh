# A connect with SO_SNDTIMEO ends in time.
#
# rules:    connect tcp 127.0.0.9 to 10.17.25.9
# programs: @probe

witness tcp 127.0.0.9:5432
probe tcp4 send-timeout 300 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = EINPROGRESS
