# A signal interrupts a connect that waits, as it does bare.
#
# rules:    connect tcp 127.0.0.9 to 10.17.25.9
# programs: @probe -c-thread
#
# The signal is the process's: its first thread gets it.

witness tcp 127.0.0.9:5432
probe tcp4 interrupt 200 connect 127.0.0.9:5432
#> connect 127.0.0.9:5432 = EINTR
