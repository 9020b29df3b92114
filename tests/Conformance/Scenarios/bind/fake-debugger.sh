# Node's inspector port is taken away; the port it serves stays.
#
# rules:    bind program node* tcp any:9229 fake
# programs: node

serve_tcp() { under node --inspect=0.0.0.0:9229 "$SOURCES/node/program.js" serve-tcp 0.0.0.0 8080; }
serve tcp 0.0.0.0:8080
ask 127.0.0.1:8080
#> hello
ask 127.0.0.1:9229/json/version | head -n 1
#> refused
