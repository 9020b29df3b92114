# Servers that ask for the IPv6 wildcard get the IPv6 address of the rule.
#
# rules:    bind any any to fd00::5
# programs: @serve-tcp

serve tcp [::]:8080
listeners
#> tcp [fd00::5]:8080

ask [fd00::5]:8080
#> hello
ask [::1]:8080
#> refused
