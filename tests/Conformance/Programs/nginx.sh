# title: nginx
# does:  serve-tcp nginx
# needs: nginx
#
# Two workers that share the port by SO_REUSEPORT, in the foreground.
nginx_conf() {
    cat >nginx.conf <<-END
	worker_processes ${WORKERS:-2};
	pid /mnt/nginx.pid;
	error_log /mnt/nginx.log info;
	daemon ${DAEMON:-off};
	events { worker_connections 64; }
	http {
	    access_log off;
	    client_body_temp_path /mnt; proxy_temp_path /mnt; fastcgi_temp_path /mnt; uwsgi_temp_path /mnt; scgi_temp_path /mnt;
	    server { listen $1${REUSEPORT- reuseport}; location / { return 200 "hello\n"; } }
	}
	END
}

serve_tcp() {
    nginx_conf "$1"
    under nginx -c /mnt/nginx.conf -e /mnt/nginx.log
}
ready() { [ -s nginx.pid ] && grep -qs 'start worker process [0-9]' nginx.log; }
