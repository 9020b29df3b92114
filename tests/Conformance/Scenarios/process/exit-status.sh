# fairlead run ends as the program ended.
#
# programs: shell

PATH=/usr/bin:/bin
run sh -c 'exit 42'; echo $?
#> 42
run true; echo $?
#> 0
run sh -c 'kill -TERM $$'; echo $?
#> 143
run sh -c 'kill -KILL $$'; echo $?
#> 137
run /nonexistent 2>/dev/null; echo $?
#> 127
run no-such-command 2>/dev/null; echo $?
#> 127
run /etc/hosts 2>/dev/null; echo $?
#> 126
