// http2.js serve NAME PORT: an HTTP/2 server without TLS; answers NAME, the path and the length of the body; says each request.
// http2.js ask ADDRESS PORT PATH...: asks for all paths at once on one connection, the last with a body of 300000 bytes.
const http2 = require('http2');
const [what, ...words] = process.argv.slice(2);

function serve(name, port) {
    const server = http2.createServer();
    server.on('session', session => session.socket.once('close', () => console.log(name, 'session over')));
    server.on('stream', (stream, headers) => {
        let length = 0;
        stream.on('data', data => { length += data.length; });
        stream.on('error', () => {});
        stream.on('end', () => {
            console.log(name, stream.id, headers[':method'], headers[':path'], length);
            stream.respond({ ':status': 200 });
            stream.end(`${name} ${headers[':path']} ${length}\n`);
        });
    });
    server.listen(port, '::', () => console.log(name, 'listens'));
}

async function ask(address, port, ...paths) {
    const session = http2.connect(`http://${address}:${port}`);
    const answers = paths.map((path, i) => new Promise((done, fail) => {
        const last = i === paths.length - 1;
        const stream = session.request({ ':method': last ? 'POST' : 'GET', ':path': path });
        let answer = '';
        stream.on('data', data => { answer += data; }).on('end', () => done(answer)).on('error', fail);
        stream.end(last ? Buffer.alloc(300000) : undefined);
    }));
    process.stdout.write((await Promise.all(answers)).join(''));
    session.close();
}

(what === 'serve' ? serve : ask)(...words);
