# Arguments reach the program as they are.
#
# programs: shell

run printf '<%s>' '' 'a b' -- -r --help @file '*' "it's" 'a"b' '\'; echo
run sh -c 'echo $0 $#' first second third
run sh -c 'tr "\0" " " </proc/$$/cmdline; cat /proc/$$/comm; readlink /proc/$$/exe'
