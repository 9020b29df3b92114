# CPython's own tests of its socket module come out as they do bare, test by test.
#
# programs: python
# needs:    /usr/lib/python3.11/test/test_socket.py
# timeout:  180

run_tests() { under /usr/bin/python3 "$SUITE/Sandbox/test_socket.py"; }
(run_tests) >tests.log 2>&1
sed -n 's/^\(test[^ ]* ([^)]*)\).*\.\.\. \(.*\)$/\1 \2/p' tests.log | sort
grep -A 12 '^ERROR\|^FAIL' tests.log >&2
tail -n 1 tests.log
