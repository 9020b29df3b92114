# A rule that cannot be read, or names what nobody knows, stops everything before the program starts.
#
# programs: shell

for rule in 'bind any anywhere to 127.0.0.7' 'bind any any to no.such.name' 'bind any any to dev nosuch0' 'bind any any to'; do
    "$FAIRLEAD" run -r "$rule" -- echo started 2>said; echo $?
    [ -s said ] && echo "says why"
done
#> 125
#> says why
#> 125
#> says why
#> 125
#> says why
#> 125
#> says why
