# What signals do in the program is what they do bare.
#
# programs: shell

run grep '^Sig[BI]' /proc/self/status
(trap '' HUP; run grep '^Sig[BI]' /proc/self/status)
(trap '' INT QUIT; run grep '^Sig[BI]' /proc/self/status)
(trap '' PIPE TERM CHLD; run grep '^Sig[BI]' /proc/self/status)
(trap '' USR1 USR2 TSTP; run grep '^Sig[BI]' /proc/self/status)
