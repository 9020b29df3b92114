# title: PostgreSQL
# does:  serve-tcp
# needs: root /usr/lib/postgresql/15/bin/postgres runuser
export PGCONNECT_TIMEOUT=10
binaries=/usr/lib/postgresql/15/bin

serve_tcp() {
    mkdir -p data && chown postgres data
    runuser -u postgres -- $binaries/initdb -D /mnt/data -A trust --no-sync --no-locale -E UTF8 >initdb.out 2>&1
    echo 'host all all all trust' >>data/pg_hba.conf
    # Without parallel helpers and with small buffers it starts in a fraction of a second.
    under runuser -u postgres -- $binaries/postgres -D /mnt/data -h "$(host "$1")" -p "$(port "$1")" -k /mnt \
        -c fsync=off -c shared_buffers=16MB -c autovacuum=off -c max_connections=10
}
ready() { grep -qs 'ready to accept connections' $out.err; }
ask_server() { psql -X -A -t -h "$(host "$1")" -p "$(port "$1")" -U postgres -c "select 'hello'" postgres; }
fetch_tcp() { (under psql -X -A -t -h "$(host "$1")" -p "$(port "$1")" -U postgres -c "select 'hello'" postgres); }
