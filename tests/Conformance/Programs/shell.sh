# title: shell
# does:  run
run() { (under "$@"); }
