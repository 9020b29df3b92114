# title: curl
# does:  fetch-tcp
# needs: curl
fetch_tcp() { under curl -sS -g -m 5 --noproxy '*' "http://$1/"; }
