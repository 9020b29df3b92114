# Resource limits are the caller's.
#
# programs: shell

ulimit -Sn 1000
ulimit -Hn 2000
ulimit -Sc 0
run sh -c 'ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -Ss'
