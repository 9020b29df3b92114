// server.js tcp|udp HOST PORT: tells each client whom it takes it for.
const net = require('net'), dgram = require('dgram');
const [kind, host, port] = process.argv.slice(2);
const text = (address, port) => address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

if (kind === 'tcp') {
    const server = net.createServer(s => {
        const peer = text(s.remoteAddress, s.remotePort);
        s.end(`${peer} ${peer} ${text(s.localAddress, s.localPort)}\n`);
    });
    server.listen(port, host, () => console.log('serving'));
} else {
    const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (data, peer) => socket.send(`${text(peer.address, peer.port)} ${data}`, peer.port, peer.address));
    socket.bind(port, host, () => console.log('serving'));
}
