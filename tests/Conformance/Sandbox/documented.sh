# A command of the documentation, in COMMAND: it ends by itself, or, where LISTENS has an address, is a server there.
mkdir bin
ln -s "$FAIRLEAD" bin/fairlead
ln -s "$FAIRLEAD" fairlead
ln -s /usr/bin/python3 bin/python3
PATH=/mnt/bin:$PATH

listens() { ss -Hlnt | grep -qF " $LISTENS "; }
gone() { ! listens; }

if [ -z "$LISTENS" ]; then
    sh -c "$COMMAND" >&2
    echo "ended with $?"
else
    env --default-signal=INT sh -c "exec $COMMAND" >&2 &
    wait_for listens && echo listening
    kill -INT $!
    wait_for gone && echo gone
fi
