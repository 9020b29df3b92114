namespace Fairlead.Layer.Tests;

/// <summary>The library of arm64: built across, and run by qemu-user.</summary>
public sealed class Arm64Tests
{
    private const string Probe = """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <unistd.h>

        static void show(int fd, const char *call)
        {
            struct sockaddr_storage at;
            socklen_t length = sizeof at;
            char text[INET6_ADDRSTRLEN];
            getsockname(fd, (struct sockaddr *)&at, &length);
            inet_ntop(at.ss_family, at.ss_family == AF_INET ? (void *)&((struct sockaddr_in *)&at)->sin_addr
                : (void *)&((struct sockaddr_in6 *)&at)->sin6_addr, text, sizeof text);
            printf("%s %s\n", call, text);
        }

        int main(void)
        {
            struct sockaddr_in v4 = { .sin_family = AF_INET };
            struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
            int fd = socket(AF_INET, SOCK_DGRAM, 0);
            printf("%d ", bind(fd, (struct sockaddr *)&v4, sizeof v4));
            show(fd, "bind");
            fd = socket(AF_INET6, SOCK_STREAM, 0);
            printf("%d ", bind(fd, (struct sockaddr *)&v6, sizeof v6));
            show(fd, "bind");
            fd = socket(AF_INET, SOCK_DGRAM, 0);
            printf("%ld ", syscall(SYS_bind, fd, &v4, sizeof v4));
            show(fd, "syscall");
        }
        """;

    [Fact]
    public void Library_of_arm64_passes_the_gate_and_steers()
    {
        using var folder = new Folder();
        Shell.MustRun(
            folder.Path, "dotnet", "build", Shell.Source, "-c", "Release", "-v", "quiet", "--nologo",
            "-p:LayerArch=arm64", "-p:RunAnalyzers=false", $"-p:ArtifactsPath={folder.Path}/artifacts");
        Shell.MustRun(folder.Path, "aarch64-linux-gnu-gcc", "-Wall", "-Werror", folder.Write("probe.c", Probe), "-o", "probe");
        var library = $"{folder.Path}/artifacts/bin/Fairlead.Layer/release/libfairlead.so";
        var said = Shell.MustRun(
            folder.Path, "qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", "-E", $"LD_PRELOAD={library}",
            "-E", "BIND_ADDR=127.0.0.7", "./probe");
        Assert.Equal("0 bind 127.0.0.7\n0 bind ::ffff:127.0.0.7\n0 syscall 127.0.0.7\n", said);
    }
}
