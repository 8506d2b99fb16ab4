// node server.js LABEL DESCRIPTOR: serves on an inherited descriptor, and on SIGTERM finishes what it has.
const http = require('http');
const [label, descriptor] = process.argv.slice(2);
const body = `${label} ${process.pid}`;
let isEnding = false;

const server = http.createServer((request, response) => {
  // A client that was told comes back on a connection of somebody else's.
  if (isEnding) response.setHeader('Connection', 'close');
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen({ fd: Number(descriptor) });
process.on('SIGTERM', () => {
  isEnding = true;
  // Since node 19 this also closes the connections that are idle now.
  server.close(() => process.exit(0));
});
