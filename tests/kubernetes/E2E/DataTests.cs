namespace Fairlead.Kubernetes;

/// <summary>Every byte goes through kubectl, and is the one that was sent.</summary>
public sealed class DataTests
{
    [Fact]
    public Task Hundred_MiB_are_copied_equal() => Cluster.Check("""
        on capable
        { printf 'POST /hash HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 104857600\r\n\r\n'; yes | head -c 104857600; } >request
        mirror pod/capable --patience 60000
        inside timeout 120 bash -c "exec 3<>/dev/tcp/$A/8080; cat request >&3; tail -n1 <&3" | cut -d' ' -f1
        wait_for grep -q 'local got' local.log
        [ "$(grep got local.log | cut -d' ' -f3,4)" = "$(wc -c <request) $(sha256sum request | cut -c1-16)" ] && echo equal || cat local.log
        unmirror; wait_for clean; left
        """, "104857600\nequal\n");

    [Fact]
    public Task Hundred_MiB_go_to_the_local_program_and_come_back_equal() => Cluster.Check("""
        on capable
        session pod/capable --steal 'tcp any:8080' -- python3 $PROGRAMS/mirror-server.py local 8080 echo
        inside timeout 120 python3 $PROGRAMS/mirror-client.py $A 8080 echo 104857600
        unmirror; wait_for clean; left
        grep -o 'got.*' local.log
        """, "104857600 equal\ngot 104857600 4cbf988462cc3ba2 end\n");
}
