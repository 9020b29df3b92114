# Addresses of another family than the socket's: the kernel's errors.
#
# rules:    bind any any to 127.0.0.7,fd00::5
# rules:    connect any any from 10.17.24.14,fd00::7
# programs: @probe
# neutral:  errors stay what they are

probe tcp4 bind [::1]:8080 connect [::1]:5432 bind unix:/mnt/a connect unix:/mnt/a
#> bind [::1]:8080 = EAFNOSUPPORT
#> connect [::1]:5432 = EAFNOSUPPORT
#> bind unix:/mnt/a = EINVAL
#> connect unix:/mnt/a = EINVAL
probe tcp6 bind 0.0.0.0:8080 connect 127.0.0.1:5432
#> bind 0.0.0.0:8080 = EINVAL
#> connect 127.0.0.1:5432 = EINVAL
