# A dual-stack socket that connects to an IPv4 address leaves from the IPv4 source.
#
# rules:    connect any any from 10.17.24.14,fd00::7
# programs: @probe

witness tcp 127.0.0.9:5432
witness tcp [fd00::5]:5432
probe tcp6 connect [::ffff:127.0.0.9]:5432 ask
#> connect [::ffff:127.0.0.9]:5432 = 0
#> from 10.17.24.14 to 127.0.0.9:5432

probe tcp6 connect [fd00::5]:5432 ask
#> connect [fd00::5]:5432 = 0
#> from [fd00::7] to [fd00::5]:5432
