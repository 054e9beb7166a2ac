import type { AddressInfo } from 'node:net';
import express from 'express';

/**
 * The least that Express can do. It is a baseline because many readers know how fast Express is.
 */
const app = express();
app.get('/', (_request, response) => {
  response.json({ hello: 'world' });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit());
