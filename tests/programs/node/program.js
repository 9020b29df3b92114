// A Node program that serves or asks: node program.js serve-tcp|serve-udp|ask-tcp|ask-udp HOST PORT
'use strict';
const dgram = require('dgram');
const http = require('http');

const [verb, host, port] = process.argv.slice(2);
const udp = () => dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
const announce = ({ address, port, family }) =>
  console.log(`serving ${/6/.test(family) ? `[${address}]` : address}:${port}`);

function fail(error) {
  console.error(String(error));
  process.exit(1);
}

const verbs = {
  'serve-tcp'() {
    const server = http.createServer((_, response) => response.end('hello\n')).on('error', fail);
    server.listen(Number(port), host, () => announce(server.address()));
  },
  'serve-udp'() {
    const socket = udp().on('error', fail);
    socket.on('message', (_, from) => socket.send('hello\n', from.port, from.address));
    socket.bind(Number(port), host, () => announce(socket.address()));
  },
  'ask-tcp'() {
    http.get({ host, port, timeout: 5000 }, response => response.pipe(process.stdout)).on('error', fail);
  },
  'ask-udp'() {
    const socket = udp().on('error', fail);
    const timer = setTimeout(fail, 2000, 'no answer');
    socket.on('message', answer => {
      process.stdout.write(answer);
      clearTimeout(timer);
      socket.close();
    });
    socket.send('hello', Number(port), host);
  },
};

verbs[verb]();
