# A socket that is watched by epoll before it gets a socket file stays watched.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock
# programs: @probe
# limit:    c*@seccomp replaced-descriptor
# limit:    *@cgroup cgroup-unix

(wait_for sh -c 'ss -Hx state listening | grep -q app.sock' && "$BIN/probe" unix connect unix:/mnt/app.sock pause 300 >/dev/null) &
probe tcp4 nonblock epoll-add bind 0.0.0.0:8080 listen epoll-wait
#> bind 0.0.0.0:8080 = 0
#> listen = 0
#> epoll = 1
