import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';
import { askCheck, gatewayHeader } from './support/gateway-check';

/** Requests as each gateway sends them if it is configured as docs/guides/gateways says. */
describe('a check as it is sent by', () => {
  let api: OAuthApi;
  let gateway: IssuedKey;
  let key: IssuedKey;
  const clients = 'HTTP/1.1';

  beforeAll(async () => {
    api = await createOAuthApi('sqlite', { trustedProxies: ['127.0.0.1'] });
    gateway = await api.issueKey(['keys.verify']);
    key = await api.issueKey(['reports.read']);
  });
  afterAll(() => api.close());

  const port = () => Number(new URL(api.url).port);
  const bearer = () => `Authorization: Bearer ${key.secret}`;

  it('Traefik (a GET with the request in X-Forwarded-*)', async () => {
    const shape = (uri: string) => [
      'User-Agent: curl/8.5.0',
      'X-Forwarded-Method: POST',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: api.example.com',
      `X-Forwarded-Uri: ${uri}`,
      'X-Forwarded-For: 203.0.113.9',
      'X-Forwarded-Server: traefik-1',
      'X-Real-Ip: 203.0.113.9',
      'Accept-Encoding: gzip',
      gatewayHeader(gateway),
    ];
    const rest = '?permission=reports.read';
    const good = { rest, headers: [...shape('/orders?permission=x'), bearer()] };
    expect((await askCheck(api.url, good)).status).toBe(200);
    expect((await askCheck(api.url, { rest, headers: shape('/healthz') })).status).toBe(401);
    const beyond = { rest: '?permission=reports.delete', headers: good.headers };
    expect((await askCheck(api.url, beyond)).status).toBe(403);
  });

  it('Envoy (the method, path and query of its client behind the prefix)', async () => {
    const shape = [
      'x-envoy-internal: true',
      'x-forwarded-for: 203.0.113.9,127.0.0.1',
      'x-envoy-expected-rq-timeout-ms: 200',
      gatewayHeader(gateway),
    ];
    const paths = ['/', '/orders/42?permission=reports.delete&x=1', '/a/../b', '/%2e%2e/;x', '//'];
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      for (const path of paths) {
        const rest = `;permission=reports.read${path}`;
        const good = await askCheck(api.url, { method, rest, headers: [...shape, bearer()] });
        expect([method, path, good.status]).toEqual([method, path, 200]);
        const beyond = { method, rest: `;permission=reports.delete${path}` };
        const refused = await askCheck(api.url, { ...beyond, headers: [...shape, bearer()] });
        expect([method, path, refused.status]).toEqual([method, path, 403]);
        const none = await askCheck(api.url, { method, rest, headers: shape });
        expect([method, path, none.status]).toEqual([method, path, 401]);
      }
    }
    // Envoy joins repeated headers.
    const joined = `authorization: Bearer ${key.secret},Bearer ${key.secret}`;
    expect((await askCheck(api.url, { headers: [...shape, joined] })).status).toBe(401);
  });

  it('Kong (a GET of its own with only what it is configured to send)', async () => {
    const shape = ['User-Agent: lua-resty-http/0.17.1 (Lua) ngx_lua/10026', gatewayHeader(gateway)];
    const rest = '?permission=reports.read';
    const asKey = [...shape, `X-API-Key: ${key.secret}`];
    expect((await askCheck(api.url, { rest, headers: asKey })).status).toBe(200);
    expect((await askCheck(api.url, { rest, headers: shape })).status).toBe(401);
  });

  it('a gateway that passes a WebSocket handshake on', async () => {
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    const headers = [...upgrade, gatewayHeader(gateway), bearer()];
    expect((await askCheck(api.url, { headers })).status).toBe(200);
  });

  it('a client that names the whole URL', async () => {
    const target = `http://keyplane.example/v1/forward-auth?permission=reports.read`;
    const received = await exchange([
      `GET ${target} ${clients}`,
      'Host: x',
      'Connection: close',
      gatewayHeader(gateway),
      bearer(),
    ]);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['Content-Length: 1000000', 'Transfer-Encoding: chunked'])(
    'a gateway that announces a body (%s) and sends none, on a connection that ends',
    async (framing) => {
      const received = await exchange([
        `POST /v1/forward-auth ${clients}`,
        'Host: x',
        framing,
        gatewayHeader(gateway),
        bearer(),
      ]);
      expect(received).toMatch(/^HTTP\/1\.1 200 /);
      expect(received).toMatch(/\r\nconnection: close\r\n/i);
    },
  );

  it('a gateway that sends a complete body and then another request', async () => {
    const body = JSON.stringify({ secret: 'whatever' });
    const request = [
      `PUT /v1/forward-auth ${clients}`,
      'Host: x',
      `Content-Length: ${body.length}`,
      gatewayHeader(gateway),
      bearer(),
    ];
    const last = [`GET /v1/forward-auth ${clients}`, 'Host: x', 'Connection: close'];
    const received = await send(`${request.join('\r\n')}\r\n\r\n${body}${head(last)}`);
    expect(received.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
  });

  const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
  const exchange = (lines: readonly string[]) => send(head(lines));

  /**
   * Everything that the server sends until it ends the connection, because these requests never end
   * it.
   */
  async function send(bytes: string): Promise<string> {
    const socket: Socket = connect(port(), '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.write(bytes);
    await once(socket, 'close');
    return received;
  }
});
