# Writes the unwind information of the library, .eh_frame, as assembler source, from what binutils say of ILC's object:
#
#   { nm OBJECT; objdump -dr --no-show-raw-insn OBJECT; readelf --debug-dump=frames OBJECT; } |
#       awk -v exports="bind connect" -f unwind.awk
#
# Goal. A stack with frames of this library can be unwound wherever the program can wait in it: pthread_cancel(3) runs the
# destructors of a C++ program above, and backtrace(3) in a signal handler reaches main. A function that only computes is
# not on the stack then. What is said of it would be a third of its code, so nothing is.
#
# Which functions: those that are exported, those that call through a pointer, as Next.* do, and those from which calls lead
# to a cancellation point of pthreads(7). Next.Call is told by number what to call: where it is called by another than Next.*,
# as one of those was inlined, that may be a cancellation point, and counts as one. NoInlining on Next.* spares that.
#
# Order of events. nm says what is exported - objdump, who calls whom - readelf, how each function lays out its frame, which
# is written again for the chosen ones. ILC's own .eh_frame is not linked: it also points each function to a table for
# exceptions of .NET, of which there are none.
#
# Limits. It is as exact as ILC's: right from the beginning of a function to its last call, not where it takes its frame
# down. A rule for a frame that is not known here ends the build.
BEGIN {
    count = split("accept accept4 close connect fcntl open read recvfrom recvfrom_chk recvmmsg recvmsg sendmmsg sendmsg sendto write", names)
    for (i = 1; i <= count; i++) is_point[names[i]] = 1
    count = split(exports, names)
    for (i = 1; i <= count; i++) is_export[names[i]] = 1
}

# Addresses are compared as text, without zeros in front.
function bare(address) { sub(/^0+/, "", address); return address == "" ? "0" : address }

function choose_callers(callee,    list, i) {
    if (callee in chosen) return
    chosen[callee] = 1
    for (i = split(callers[callee], list); i > 0; i--) choose_callers(list[i])
}

function choose(    address, list, i) {
    for (i = split(callers[by_number], list); i > 0; i--)
        if (!(list[i] in is_next)) waits[list[i]] = 1
    for (address in waits) choose_callers(address)
    for (address in through_pointer) chosen[address] = 1
    for (address in exported) chosen[address] = 1
}

function number(text) { gsub(/[^0-9]/, "", text); return text }

# One rule of a frame: section 6.4 of DWARF 5.
function write_rule() {
    if ($1 == "DW_CFA_nop") return
    if ($1 == "DW_CFA_advance_loc:" && $2 < 64) print ".byte 0x40 + " $2
    else if ($1 == "DW_CFA_offset:") print ".byte 0x80 + " number($2) "\n.uleb128 " number($NF) / -data
    else if ($1 == "DW_CFA_def_cfa:") print ".byte 0x0c\n.uleb128 " number($2) "\n.uleb128 " $NF
    else if ($1 == "DW_CFA_def_cfa_register:") print ".byte 0x0d\n.uleb128 " number($2)
    else if ($1 == "DW_CFA_def_cfa_offset:") print ".byte 0x0e\n.uleb128 " $2
    else print ".error \"" $0 "\""
}

function begin_part(head) {
    if (parts++) print ".balign 4\n1:"
    print ".long 1f - 0f\n0: " head
}

# nm: 0000000000009a40 T bind
NF == 3 && $2 == "T" {
    if ($3 in is_export) exported[bare($1)] = 1
}

# objdump: 0000000000009a40 <Hooks_AddressHooks__Bind>:
/^[0-9a-f]+ <.*>:$/ {
    current = bare($1)
    name = substr($2, 2, length($2) - 3)
    if (base == "") base = name " - 0x" current
    if (sub(/.*_Calls_Next__/, "", name)) is_next[current] = 1
    if (name == "Call" && current in is_next) by_number = current
    if (name in is_point) waits[current] = 1
}

# objdump: the instruction names a function, calls through a pointer, or names a function of libc.
/^ +[0-9a-f]+:\t.*<[^+>]*>$/ { callers[$(NF - 1)] = callers[$(NF - 1)] " " current }
/^ +[0-9a-f]+:\t(call +\*|blr)/ { through_pointer[current] = 1 }
/^\t+[0-9a-f]+: R_/ {
    name = $3
    sub(/[-+]0x[0-9a-f]+$/, "", name)
    if (name in is_point) waits[current] = 1
}

# readelf: first what all frames have in common, then a part for each function.
/ CIE$/ {
    choose()
    print ".section .frames,\"a\"\ncommon:"
    begin_part(".long 0\n.byte 1\n.asciz \"zR\"")
    shown = 1
}
/^  Code alignment factor:/ { print ".uleb128 " $NF }
/^  Data alignment factor:/ { data = $NF; print ".sleb128 " data }
/^  Return address column:/ { print ".uleb128 " $NF "\n.uleb128 1\n.byte 0x1b" }
/ FDE / {
    split($NF, range, /=|\.\./)
    shown = bare(range[2]) in chosen
    if (!shown) next
    begin_part(".long . - common\n.long " base " + 0x" range[2] " - .\n.long 0x" range[3] " - 0x" range[2] "\n.uleb128 0")
}
shown && /^  DW_CFA_/ { write_rule() }
END { print ".balign 4\n1:\n.section .note.GNU-stack,\"\"" }
