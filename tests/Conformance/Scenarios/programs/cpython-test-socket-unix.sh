# CPython's own tests of TCP, with a socket file in the place of every address: which of their classes pass.
#
# rules:    bind tcp any to unix:/mnt/sockets/%p
# rules:    connect tcp any to unix:/mnt/sockets/%p
# programs: python
# engines:  preload
# needs:    /usr/lib/python3.11/test/test_socket.py
# score:    classes
# timeout:  180

test_class() {
    if (under timeout -s KILL 20 /usr/bin/python3 "$SUITE/Sandbox/test_socket.py" $1) >$1.log 2>&1; then
        echo "$1 passes"
    else
        echo "$1 fails"
        grep '^ERROR\|^FAIL\|^[A-Za-z]*Error' $1.log >&2
    fi
}

mkdir -m 777 sockets
set -- $(/usr/bin/python3 "$SUITE/Sandbox/test_socket.py" --tcp)
for lane in 1 2 3 4; do
    for class; do
        [ $# -gt 0 ] && [ $((${#class} % 4 + 1)) -eq $lane ] && test_class $class
    done >lane.$lane &
    lanes="${lanes:-} $!"
done
wait $lanes
sort lane.*
