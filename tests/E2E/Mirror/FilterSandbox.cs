namespace Fairlead.E2E.Mirror;

/// <summary>A sandbox with a target and web servers that say who they are.</summary>
/// <remarks>
/// web.py NAME PORT speaks HTTP/1.1, and upgrades to a protocol that sends back lines in capitals; web.js NAME PORT speaks HTTP/2
/// without TLS. Both answer with their name, the path, and the client that they see.
/// </remarks>
internal static class FilterSandbox
{
    private const string Words = """
        cat >web.py <<'END'
        import http.server, socket, socketserver, sys
        class Web(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                if "Upgrade" in self.headers:
                    self.send_response(101)
                    self.send_header("Upgrade", self.headers["Upgrade"])
                    self.send_header("Connection", "Upgrade")
                    self.end_headers()
                    for line in self.rfile:
                        self.wfile.write(sys.argv[1].encode() + b" " + line.upper())
                    self.close_connection = True
                    return
                body = "%s %s %s\n" % (sys.argv[1], self.path, self.client_address[0].replace("::ffff:", ""))
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())
            def log_message(self, *words):
                pass
        class Server(http.server.ThreadingHTTPServer):
            address_family = socket.AF_INET6
            server_bind = socketserver.TCPServer.server_bind
        server = Server(("::", int(sys.argv[2])), Web)
        print("listens", sys.argv[2], flush=True)
        server.serve_forever()
        END
        cat >web.js <<'END'
        const [, , name, port] = process.argv;
        const server = require('http2').createServer();
        server.on('sessionError', error => console.log('session:', error.message));
        server.on('stream', (stream, headers) => {
            let bytes = 0;
            stream.on('error', error => console.log('stream:', error.message));
            stream.on('data', data => bytes += data.length);
            stream.on('end', () => {
                stream.respond({ ':status': 200 });
                stream.end(`${name} ${headers[':path']} ${bytes} ${stream.session.socket.remoteAddress.replace('::ffff:', '')}\n`);
            });
        });
        server.listen(port, '::', () => console.log('listens', port));
        END
        both() { P=$1; shift; real $P real 8080; mirror "$@" -- $P local 8080; }
        ask() { curl -sg -m 5 "$@" || echo "curl: $?"; }
        at=http://10.9.0.2:8080

        """;

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static Task Check(string script, string expected) => MirrorSandbox.Check(Words + script, expected);
}
