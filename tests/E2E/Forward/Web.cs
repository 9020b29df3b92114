namespace Fairlead.E2E.Forward;

/// <summary>Words for nginx as a backend.</summary>
internal static class Web
{
    public const string Nginx = "/usr/sbin/nginx";

    /// <summary>
    /// <c>web NAME LISTEN...</c> starts one of a single process, <c>$W</c>; each LISTEN is what follows that word in its
    /// configuration. It serves and takes files in NAME, answers /who with NAME, its port and the client's, and logs the
    /// addresses of clients to NAME/access.log.
    /// </summary>
    public const string Words = """
        web() {
            mkdir -p $1/temp
            web_configuration "$@" >$1/nginx.conf
            $INSIDE nginx -p $PWD/$1 -c $PWD/$1/nginx.conf -e $PWD/$1/error.log &
            W=$!
            wait_for is_up $PWD/$1 || cat $1/error.log >&2
        }
        is_up() { [ -s $1/nginx.pid ]; }
        web_configuration() {
            echo "daemon off; master_process off; pid $PWD/$1/nginx.pid; worker_rlimit_nofile 4096; events { worker_connections 2048; }"
            echo "http { log_format who '\$remote_addr \$remote_port \$proxy_protocol_addr \$proxy_protocol_port \$proxy_protocol_server_addr \$proxy_protocol_server_port';"
            for temp in client_body proxy fastcgi uwsgi scgi; do echo "${temp}_temp_path $PWD/$1/temp;"; done
            echo "server { access_log $PWD/$1/access.log who; root $PWD/$1; client_max_body_size 0; dav_methods PUT;"
            for listen in "${@:2}"; do echo "listen $listen;"; done
            echo "location /who { return 200 \"$1 \$server_port \$remote_addr \$remote_port\\n\"; }"
            echo "location /slow/ { alias $PWD/$1/; limit_rate 40k; } } }"
        }

        """;
}
