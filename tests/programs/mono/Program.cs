// A program for Mono that serves or asks: mono-program.exe serve-tcp|serve-udp|ask-tcp|ask-udp HOST PORT
using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Program
{
    static int Main(string[] args)
    {
        try
        {
            Do(args[0], new IPEndPoint(IPAddress.Parse(args[1]), int.Parse(args[2])));
            return 0;
        }
        catch (Exception e) when (e is SocketException || e is IOException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    static void Do(string what, IPEndPoint address)
    {
        switch (what)
        {
            case "serve-tcp": ServeTcp(address); break;
            case "serve-udp": ServeUdp(address); break;
            case "ask-tcp": AskTcp(address); break;
            case "ask-udp": AskUdp(address); break;
            default: throw new ArgumentException(what);
        }
    }

    static void ServeTcp(IPEndPoint address)
    {
        var listener = new TcpListener(address);
        listener.Start();
        Console.WriteLine("serving " + listener.LocalEndpoint);
        while (true)
        {
            using (var client = listener.AcceptSocket())
            {
                client.Receive(new byte[4096]);
                client.Send(Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\n\r\nhello\n"));
            }
        }
    }

    static void ServeUdp(IPEndPoint address)
    {
        using (var socket = new UdpClient(address))
        {
            Console.WriteLine("serving " + socket.Client.LocalEndPoint);
            var hello = Encoding.ASCII.GetBytes("hello\n");
            while (true)
            {
                var from = new IPEndPoint(IPAddress.Any, 0);
                socket.Receive(ref from);
                socket.Send(hello, hello.Length, from);
            }
        }
    }

    static void AskTcp(IPEndPoint address)
    {
        using (var client = new TcpClient(address.AddressFamily))
        {
            client.Connect(address);
            var stream = client.GetStream();
            var request = Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n");
            stream.Write(request, 0, request.Length);
            var answer = new StreamReader(stream).ReadToEnd();
            Console.Write(answer.Substring(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4));
        }
    }

    static void AskUdp(IPEndPoint address)
    {
        using (var socket = new UdpClient(address.AddressFamily))
        {
            socket.Client.ReceiveTimeout = 2000;
            var hello = Encoding.ASCII.GetBytes("hello");
            socket.Send(hello, hello.Length, address);
            var from = new IPEndPoint(IPAddress.Any, 0);
            Console.Write(Encoding.ASCII.GetString(socket.Receive(ref from)));
        }
    }
}
