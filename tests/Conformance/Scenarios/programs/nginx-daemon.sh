# nginx goes into the background, as it does by default; a reload there obeys the rules, and quit ends it all.
#
# rules:    bind tcp any to 127.0.0.7
# programs: nginx

DAEMON=on
nginx_conf 0.0.0.0:8080
(under nginx -c /mnt/nginx.conf -e /mnt/nginx.log)
echo "returned $?"
#> returned 0
wait_for ready
ask 127.0.0.7:8080
#> hello

sed -i 's/8080/8081/' nginx.conf
kill -HUP "$(cat nginx.pid)"
wait_for sh -c 'ss -Hlnt | grep -q 8081'
wait_for sh -c '! ss -Hlnt | grep -q 8080'
listeners
#> tcp 127.0.0.7:8081

kill -QUIT "$(cat nginx.pid)"
wait_for sh -c '[ -z "$(ss -Hlnt)" ]' && echo gone
#> gone
