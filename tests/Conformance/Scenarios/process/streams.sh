# Standard input, output and error are the caller's, and nothing is added to them.
#
# programs: shell

head -c 300000 /dev/zero | run cat | wc -c
#> 300000
run sh -c 'echo out; echo err >&2' 2>&1
#> out
#> err
run sh -c 'echo err >&2' 2>/mnt/err; cat /mnt/err
#> err
echo left | (run head -n 1)
#> left
(run cat </dev/null; echo $?)
#> 0
run yes | head -n 1
#> y
