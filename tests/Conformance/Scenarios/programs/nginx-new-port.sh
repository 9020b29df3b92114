# A reload that opens another port, long after the start.
#
# rules:    bind tcp any to 127.0.0.7
# programs: nginx

serve tcp 0.0.0.0:8080
sed -i 's/8080/8081/' nginx.conf
kill -HUP "$(cat nginx.pid)"
wait_for sh -c 'ss -Hlnt | grep -q 8081'
listeners | grep 8081
#> tcp 127.0.0.7:8081
