# A socket that is watched by epoll before it is bound stays watched.
#
# rules:    bind any any to 127.0.0.7
# programs: @probe

(wait_for sh -c 'ss -Hlnt | grep -q 8080'; "$BIN/probe" tcp4 connect 127.0.0.7:8080 pause 300 >/dev/null) &
probe tcp4 nonblock epoll-add bind 0.0.0.0:8080 listen epoll-wait sockname
#> bind 0.0.0.0:8080 = 0
#> listen = 0
#> epoll = 1
#> sockname 127.0.0.7:8080
