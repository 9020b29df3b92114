# The program has the descriptors that it has bare, and no other.
#
# programs: @probe

probe descriptors
probe tcp4 bind 0.0.0.0:8080 udp4 sendto 127.0.0.9:5353 hello descriptors
exec 5</mnt/rules
probe descriptors
