# nginx as a proxy is led to another upstream, from another address.
#
# rules:    connect tcp db.prod:5432 to 127.0.0.1:15432 from 10.17.24.14
# programs: nginx

witness tcp 127.0.0.1:15432
nginx_conf 127.0.0.1:8080
sed -i 's,return 200 "hello.n";,proxy_pass http://127.0.0.9:5432;,' nginx.conf
nginx_conf() { :; }
serve tcp 127.0.0.1:8080
ask 127.0.0.1:8080 | grep -o 'from.*\|502 Bad Gateway' | head -n 1
#> from 10.17.24.14 to 127.0.0.1:15432
