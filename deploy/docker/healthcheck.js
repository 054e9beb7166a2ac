// The health check of the image. It asks the server in this container, and needs no curl.
const tls = (process.env.KEYPLANE_TLS_CERT_FILE ?? '') !== '';
const { get } = require(tls ? 'node:https' : 'node:http');

const request = get(
  {
    host: '127.0.0.1',
    port: process.env.KEYPLANE_PORT || 8700,
    path: '/healthz',
    timeout: 3000,
    // The certificate is for the name that clients use, not for this address.
    ...(tls && { rejectUnauthorized: false }),
  },
  (response) => {
    process.exitCode = response.statusCode === 200 ? 0 : 1;
    response.resume();
  },
);
request.on('timeout', () => request.destroy(new Error('no answer within 3 seconds')));
request.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
