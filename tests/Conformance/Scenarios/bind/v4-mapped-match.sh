# An IPv4 address in a rule is met by its v4-mapped form.
#
# rules:    bind tcp 10.17.24.14 to 127.0.0.7
# programs: @probe

probe tcp6 bind [::ffff:10.17.24.14]:8080 sockname
#> bind [::ffff:10.17.24.14]:8080 = 0
#> sockname [::ffff:127.0.0.7]:8080
