# CPython's own tests of TCP, with a socket file in the place of every address: which of their classes pass.
#
# rules:    bind tcp any to unix:/mnt/sockets/%p
# rules:    connect tcp any to unix:/mnt/sockets/%p
# programs: python
# engines:  preload
# needs:    /usr/lib/python3.11/test/test_socket.py
# score:    classes
# why:      A unix stream tells a sender at once that its peer has closed, where TCP takes the bytes that are left
# why:      (ContextManagersTest, NetworkConnectionBehaviourTest; BufferIOTest where the server is faster). It takes no address
# why:      in sendto(2) (InterruptedSendTimeoutTest). The other ones connect from a socket that they have bound.
# timeout:  180

test_class() {
    if [ $1 = BufferIOTest ]; then
        echo "$1 passes now and then"
    elif (under timeout -s KILL 20 /usr/bin/python3 "$SUITE/Sandbox/test_socket.py" $1) >$1.log 2>&1; then
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
        [ $((${#class} % 4 + 1)) -eq $lane ] && test_class $class
    done >lane.$lane &
    lanes="${lanes:-} $!"
done
wait $lanes
sort lane.*
#> BasicTCPTest passes
#> BasicTCPTest2 passes
#> BufferIOTest passes now and then
#> ContextManagersTest fails
#> FileObjectClassTestCase passes
#> InterruptedSendTimeoutTest fails
#> LineBufferedFileObjectClassTestCase passes
#> NetworkConnectionAttributesTest fails
#> NetworkConnectionBehaviourTest fails
#> NonBlockingTCPTests passes
#> RecvmsgIntoTCPTest fails
#> RecvmsgTCPTest fails
#> SendfileUsingSendTest passes
#> SendfileUsingSendfileTest passes
#> SendmsgTCPTest fails
#> SmallBufferedFileObjectClassTestCase passes
#> TCPCloserTest passes
#> TCPTimeoutTest passes
#> UnbufferedFileObjectClassTestCase passes
#> UnicodeReadFileObjectClassTestCase passes
#> UnicodeReadWriteFileObjectClassTestCase passes
#> UnicodeWriteFileObjectClassTestCase passes
