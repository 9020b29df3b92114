# io_uring would go past the rules unseen, so programs are told that the kernel has none.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe
# engines:  seccomp preload
# unlike:   with any rule

probe io-uring
#> io_uring_setup = ENOSYS
