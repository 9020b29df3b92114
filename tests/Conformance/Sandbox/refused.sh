# A program that the engine cannot reach is refused before it starts.
#
# rules: bind any any to 127.0.0.7

(serve_tcp 0.0.0.0:8080) >out 2>err
echo "ended with $?"
#> ended with 125
[ -s out ] && cat out
cat err >&2
grep -c 'preload' err
#> 1
