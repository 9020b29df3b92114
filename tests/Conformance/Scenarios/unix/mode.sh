# The permissions of a socket file are the rule's.
#
# rules:    bind tcp any:8080 to unix:/mnt/app.sock mode 0660
# programs: @probe python
# limit:    *@cgroup cgroup-unix

serve tcp 0.0.0.0:8080
stat -c %a /mnt/app.sock 2>&1 | sed 's/.*No such/no such/'
#> 660
