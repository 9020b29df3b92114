# --from: one source for everything that leaves the host.
#
# options:  --from 10.17.24.14
# programs: @probe curl python

witness tcp 10.17.25.1:5432
witness tcp 127.0.0.9:5432
fetch tcp 10.17.25.1:5432
#> from 10.17.24.14 to 10.17.25.1:5432
fetch tcp 127.0.0.9:5432
#> from 127.0.0.1 to 127.0.0.9:5432
