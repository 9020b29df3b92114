namespace Fairlead.Mirror.Targets;

/// <summary>What a POSIX shell in the target does: it finds or takes the agent, runs it, and removes it.</summary>
/// <remarks>
/// <para>Goals. A shell with head (or dd), mkdir, chmod, rm, env and uname is enough: coreutils or busybox. With sha256sum
/// what is there is checked, with gzip what is sent is packed, with df a full file system is passed over.</para>
/// <para>Order of events. The script tells machine, user and capabilities, and waits for "go". It looks for a kept agent of
/// the same hash ("have"), or for a folder where a program may be written and executed ("need"), takes the files one by
/// one, says "ok", and starts the agent, whose stream this is from then on. The shell stays as its parent: when the agent
/// ends, and be it by SIGKILL, the shell removes the folder. A line "fail" may come at each step, and is the last.</para>
/// <para>Lock-step. Nothing is sent to the shell before it has answered what came before, except one line that its builtin
/// "read" takes byte by byte; so head, which may read more than it is told to, never takes what is not its own.</para>
/// <para>Security. The folder is made by mkdir under umask 077, and a kept one counts only if its owner is ours and its
/// bytes have the hash: nobody can plant an agent in /tmp.</para>
/// <para>Limits. Where the shell is killed too, its folder stays until the next session in the same target, which removes
/// those whose shell has ended. The environment of the target is not the agent's: a variable for the runtime or the loader
/// that is meant for the target's program would change ours.</para>
/// </remarks>
internal static class BootstrapScript
{
    /// <summary>The first word of the shell's first line, and the version of this dialogue.</summary>
    public const string Hello = "fairlead-shell 1 ";

    /// <summary>The name of an agent's folder, but for its hash.</summary>
    public const string FolderName = "fairlead-agent.";

    /// <summary>The script. Its arguments: hash, "keep" or "remove", kilobytes, container's id or "-", the agent's own.</summary>
    public const string Text = """
        hash=$1 keep=$2 kilobytes=$3 container=$4
        shift 4
        umask 077
        trap : HUP INT TERM PIPE
        here=$PWD
        name=fairlead-agent.$(printf %.16s "$hash")
        why=

        fail() { echo "fail $*"; exit 1; }
        is_ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
        is_whole() { { echo "$hash  sums" | sha256sum -c && sha256sum -c sums; } >/dev/null 2>&1; }

        hello() {
            uid= capabilities=
            while read -r key value _; do
                case $key in
                Uid:) uid=$value ;;
                CapEff:) capabilities=$value ;;
                esac
            done </proc/self/status
            echo "fairlead-shell 1 $(uname -m || echo unknown) ${uid:--} ${capabilities:--}"
            read -r go && [ "$go" = go ] || exit 0
        }

        # The first process of a container, among all of the node.
        find_container() {
            pid=
            for file in /proc/[0-9]*/cgroup; do
                number=${file#/proc/} number=${number%/cgroup}
                [ -z "$pid" ] || [ "$number" -lt "$pid" ] || continue
                while read -r line; do
                    case $line in *"$container"*) pid=$number ;; esac
                done 2>/dev/null <"$file"
            done
            [ -n "$pid" ] || fail "no process of container $container is seen in /proc"
        }

        find_kept() {
            for base in /tmp /dev/shm /var/tmp /run "$here"; do
                dir=$base/$name
                is_ours "$dir" && cd "$dir" 2>/dev/null && is_whole && return
            done
            return 1
        }

        # What sessions left whose shell was killed.
        tidy() {
            for old in "$1"/fairlead-agent.*.*; do
                is_ours "$old" && ! kill -0 "${old##*.}" 2>/dev/null && rm -rf -- "$old"
            done
        }

        has_room() {
            df -Pk "$1" 2>/dev/null | {
                read -r _
                read -r _ _ _ free _
                case $free in '' | *[!0-9]*) exit 0 ;; esac
                [ "$free" -ge "$kilobytes" ]
            }
        }

        # An empty file that may be executed is a script that does nothing.
        can_execute() { : >"$1/probe" && chmod 700 "$1/probe" && "$1/probe" 2>/dev/null && rm -f "$1/probe"; }

        try_folder() {
            [ -d "$1" ] || return
            tidy "$1"
            dir=$1/$name.$$
            mkdir "$dir" 2>/dev/null || { why="$why; $1 is not writable"; return 1; }
            if ! can_execute "$dir"; then
                why="$why; $1 forbids to execute (noexec)"
            elif ! has_room "$dir"; then
                why="$why; $1 has less than $kilobytes kB free"
            else
                base=$1
                return
            fi
            rm -rf -- "$dir"
            return 1
        }

        make_folder() {
            for base in /tmp /dev/shm /var/tmp /run "$here"; do
                try_folder "$base" && cd "$dir" && return
            done
            fail "no folder for the agent${why}"
        }

        choose_tools() {
            if [ "$(echo ab | head -c 1 2>/dev/null)" = a ]; then
                take() { head -c "$1"; }
            elif [ "$(echo ab | dd bs=1 count=1 2>/dev/null)" = a ]; then
                take() { dd bs=1 count="$1" 2>/dev/null; }
            else
                fail "neither head nor dd is in PATH"
            fi
            for unpack in 'gzip -dc' 'gunzip -c' 'busybox gunzip -c' cat; do
                [ "$(printf '\037\213\010\0\0\0\0\0\0\3\113\4\0\103\276\267\350\1\0\0\0' | $unpack 2>/dev/null)" = a ] && break
            done
            [ "$unpack" = cat ] && form=raw || form=gzip
        }

        receive() {
            echo "need $form $dir"
            while read -r file size length && [ "$file" != . ]; do
                unpacker=$unpack
                [ "$size" = "$length" ] && unpacker=cat
                take "$size" | $unpacker >"$file" && [ "$(wc -c <"$file")" -eq "$length" ] || fail "cannot write $dir/$file"
                echo ok
            done
            chmod 700 fairlead-agent ld.so || fail "chmod in $dir"
            ! sha256sum sums >/dev/null 2>&1 || is_whole || fail "what arrived in $dir is not what was sent"
        }

        clean() {
            cd /
            [ "$keep" = keep ] || rm -rf -- "$dir"
        }

        # Under the name that the next session looks for.
        settle() {
            kept=$base/$name
            is_ours "$kept" && rm -rf -- "$kept"
            if [ ! -e "$kept" ] && mv -- "$dir" "$kept" && cd "$kept"; then
                dir=$kept
            else
                keep=remove
            fi
        }

        hello
        if [ "$container" != - ]; then
            find_container
            set -- --pid "$pid" "$@"
        fi
        if find_kept; then
            trap clean EXIT
            echo have
        else
            choose_tools
            make_folder
            # What is half there is of no use.
            wish=$keep keep=remove
            trap clean EXIT
            receive
            [ "$wish" = keep ] && keep=keep && settle
        fi
        echo ok
        uploaded=$dir
        [ "$keep" = keep ] && uploaded=
        env -i PATH="$PATH" LD_LIBRARY_PATH="$dir" FAIRLEAD_UPLOADED="$uploaded" DOTNET_EnableDiagnostics=0 DOTNET_GCgen0size=0x80000 ./fairlead-agent "$@"
        status=$?
        [ $status -eq 0 ] || echo "the agent ended with status $status" >&2
        exit $status
        """;
}
