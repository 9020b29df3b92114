# The environment, the directory and the masks are the caller's.
#
# programs: shell
# limit:    shell@preload preload-environment

umask 027
cd /proc
run env | sort
run pwd
run sh -c umask
run nice
