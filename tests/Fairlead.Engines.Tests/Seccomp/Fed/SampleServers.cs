using System.Diagnostics;

namespace Fairlead.Engines.Tests.Seccomp.Fed;

/// <summary>Servers of several languages, and how to start them.</summary>
/// <remarks>
/// Each listens on port 80 of the address that is its last argument, says "serving", and writes "PEER LOCAL" for each
/// connection.
/// </remarks>
internal static class SampleServers
{
    private const string Python = """
        import socket, sys
        s = socket.create_server((sys.argv[1], 80), family=socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
        text = lambda a: f"[{a[0]}]:{a[1]}" if ":" in a[0] else f"{a[0]}:{a[1]}"
        print('serving', flush=True)
        while True:
            a, peer = s.accept()
            assert a.getpeername() == peer
            print(text(peer), text(a.getsockname()), flush=True)
        """;

    private const string Node = """
        const text = (host, port) => host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
        const server = require('net').createServer(s => {
          console.log(text(s.remoteAddress, s.remotePort), text(s.localAddress, s.localPort));
          s.end();
        });
        server.listen(80, process.argv[1], () => console.log('serving'));
        """;

    private const string GoSource = """
        package main

        import (
        	"fmt"
        	"net"
        	"os"
        )

        func main() {
        	listener, err := net.Listen(map[string]string{"0.0.0.0": "tcp4", "::": "tcp"}[os.Args[1]], net.JoinHostPort(os.Args[1], "80"))
        	if err != nil {
        		panic(err)
        	}
        	fmt.Println("serving")
        	for {
        		conn, err := listener.Accept()
        		if err != nil {
        			panic(err)
        		}
        		fmt.Println(conn.RemoteAddr(), conn.LocalAddr())
        	}
        }
        """;

    private const string JavaSource = """
        import java.net.*;
        import java.nio.channels.*;

        public final class Server {
            public static void main(String[] args) throws Exception {
                InetSocketAddress address = new InetSocketAddress(args[1], 80);
                if (args[0].equals("blocking")) {
                    ServerSocket listener = new ServerSocket();
                    listener.bind(address);
                    System.out.println("serving");
                    while (true) {
                        Socket s = listener.accept();
                        show(s.getRemoteSocketAddress(), s.getLocalSocketAddress());
                    }
                }
                ServerSocketChannel listener = ServerSocketChannel.open().bind(address);
                Selector selector = Selector.open();
                listener.configureBlocking(false);
                listener.register(selector, SelectionKey.OP_ACCEPT);
                System.out.println("serving");
                while (true) {
                    selector.select();
                    selector.selectedKeys().clear();
                    for (SocketChannel s; (s = listener.accept()) != null;)
                        show(s.getRemoteAddress(), s.getLocalAddress());
                }
            }

            static void show(SocketAddress peer, SocketAddress local) {
                System.out.println(text(peer) + " " + text(local));
            }

            static String text(SocketAddress address) {
                InetSocketAddress a = (InetSocketAddress) address;
                String host = a.getAddress().getHostAddress();
                return (host.contains(":") ? "[" + host + "]" : host) + ":" + a.getPort();
            }
        }
        """;

    private const string DotNetSource = """
        using System.Net;
        using System.Net.Sockets;

        var address = IPAddress.Parse(args[1]);
        using var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any)) listener.DualMode = true;
        listener.Bind(new IPEndPoint(address, 80));
        listener.Listen();
        Console.WriteLine("serving");
        while (true)
        {
            using var s = args[0] == "blocking" ? listener.Accept() : await listener.AcceptAsync();
            Console.WriteLine($"{s.RemoteEndPoint} {s.LocalEndPoint}");
        }
        """;

    private const string DotNetProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
        </Project>
        """;

    private const string Nginx = """
        worker_processes 2;
        daemon off;
        pid FOLDER/pid;
        error_log FOLDER/log;
        events { worker_connections 64; }
        http {
            access_log off;
            client_body_temp_path FOLDER; proxy_temp_path FOLDER; fastcgi_temp_path FOLDER; uwsgi_temp_path FOLDER; scgi_temp_path FOLDER;
            server {
                listen PLACE;
                location / { return 200 "$remote_addr $remote_port $server_addr $server_port"; }
            }
        }
        """;

    /// <summary>The commands of a server, in all the ways that it can accept; what they need is made in the folder.</summary>
    public static string[][] Commands(string server, string folder) => server switch
    {
        "python" => [["/usr/bin/python3", "-c", Python]],
        "node" => [["node", "-e", Node]],
        "go" => [[Go(folder)]],
        "java" => [[.. Java(folder), "blocking"], [.. Java(folder), "epoll"]],
        "dotnet" => [[DotNet(folder), "blocking"], [Path.Combine(folder, "out", "server"), "async"]],
        _ => throw new ArgumentException(server),
    };

    /// <summary>nginx, which answers requests with the names.</summary>
    public static string[] NginxCommand(string place, string folder)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/nginx"), "needs nginx");
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, Nginx.Replace("FOLDER", folder).Replace("PLACE", place));
        return ["/usr/sbin/nginx", "-c", file, "-e", Path.Combine(folder, "log")];
    }

    private static string Go(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "server.go"), GoSource);
        Make(folder, "go", "build", "-o", "server", "server.go");
        return Path.Combine(folder, "server");
    }

    private static string[] Java(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "Server.java"), JavaSource);
        Make(folder, "javac", "Server.java");
        return ["java", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", folder, "Server"];
    }

    private static string DotNet(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "server.csproj"), DotNetProject);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), DotNetSource);
        Make(folder, "dotnet", "build", "server.csproj", "-c", "Release", "-o", "out", "-v", "q", "-nodeReuse:false");
        return Path.Combine(folder, "out", "server");
    }

    private static void Make(string folder, string compiler, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{compiler}"), $"needs {compiler}");
        var start = new ProcessStartInfo(compiler, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CGO_ENABLED"] = "0";
        start.Environment["GO111MODULE"] = "off";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{compiler}: {error}{said.Result}");
    }
}
