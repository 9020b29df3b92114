# A connection of a dual-stack socket goes to a target of the other family.
#
# rules:    connect any any:5432 to 127.0.0.1:15432
# rules:    connect any any:5433 to [::1]:15432
# programs: @probe

witness tcp 127.0.0.1:15432
witness tcp [::1]:15432
probe tcp6 connect [fd00::5]:5432 ask
#> connect [fd00::5]:5432 = 0
#> from 127.0.0.1 to 127.0.0.1:15432
probe tcp6 connect [::ffff:127.0.0.9]:5433 ask
#> connect [::ffff:127.0.0.9]:5433 = 0
#> from [::1] to [::1]:15432
