import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIssuerTransport } from '../../../api/federation/issuer-transport';
import { tracedIssuerTransport } from '../../../api/federation/traced-issuer-transport';
import { tracedPostman } from '../../../api/mail/traced-postman';
import { tracedFetch } from '../../../api/tracing/traced-fetch';
import { NO_TRACING } from '../../../api/tracing/tracing';
import { recordSpans } from '../../support/recorded-spans';

let server: Server;
let port: number;
let received: IncomingHttpHeaders[];
beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    received.push(request.headers);
    response.statusCode = request.url?.startsWith('/missing') ? 404 : 200;
    response.end('{"answer":42}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const PUBLIC = { 'http.request.method': 'GET', 'server.address': '127.0.0.1' };

describe('a request to an OIDC issuer', () => {
  const transport = createIssuerTransport({
    allowInsecure: true,
    allowedRanges: ['127.0.0.0/8'],
    certificateAuthorities: null,
  });

  it('is a span, and does not pass the trace on', async () => {
    const { tracing, spans } = recordSpans();
    const traced = tracedIssuerTransport(transport, tracing);
    const url = `http://127.0.0.1:${port}/keys`;
    expect(await traced.getJson(url, AbortSignal.timeout(10_000))).toEqual({ answer: 42 });
    expect(spans).toEqual([
      {
        name: 'GET',
        kind: 'client',
        isAlone: false,
        attributes: {
          ...PUBLIC,
          'server.port': port,
          'url.full': `http://127.0.0.1:${port}/keys`,
          'http.response.status_code': 200,
        },
      },
    ]);
    expect(received[0]).not.toHaveProperty('traceparent');
  });

  it('shows the kind of a failure', async () => {
    const { tracing, spans } = recordSpans();
    const traced = tracedIssuerTransport(transport, tracing);
    const asked = traced.getJson(`http://127.0.0.1:${port}/missing`, AbortSignal.timeout(10_000));
    await expect(asked).rejects.toThrow('status 404');
    expect(spans[0]?.attributes).toMatchObject({ 'error.type': 'IssuerFailure' });
  });

  it('is sent as before without traces', () => {
    expect(tracedIssuerTransport(transport, NO_TRACING)).toBe(transport);
  });
});

it('a request to the identity provider is a span with its status', async () => {
  const { tracing, spans } = recordSpans();
  const send = tracedFetch(tracing);
  const answer = await send(`http://127.0.0.1:${port}/ok?code=hush`, { method: 'GET' });
  expect(await answer.json()).toEqual({ answer: 42 });
  await send(`http://127.0.0.1:${port}/missing`, { method: 'POST' });
  expect(spans.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['GET', expect.objectContaining({ ...PUBLIC, 'http.response.status_code': 200 })],
    ['POST', expect.objectContaining({ 'error.type': '404', 'http.response.status_code': 404 })],
  ]);
  expect(JSON.stringify(spans)).not.toContain('hush');
  for (const headers of received) expect(headers).not.toHaveProperty('traceparent');
});

it('a mail is a span that names the mail server, and nobody else', async () => {
  const { tracing, spans } = recordSpans();
  const sent: string[] = [];
  const postman = tracedPostman(
    { domain: 'example.com', send: async ({ to }) => void sent.push(to.address) },
    'smtps://user:hush@mail.example.com',
    tracing,
  );
  await postman.send(
    { to: { name: 'Ann', address: 'ann@example.com' }, subject: 's', text: 't' },
    '<id@example.com>',
  );
  expect(sent).toEqual(['ann@example.com']);
  expect(spans).toEqual([
    {
      name: 'SMTP send',
      kind: 'client',
      isAlone: false,
      attributes: {
        'server.address': 'mail.example.com',
        'server.port': 465,
        'network.protocol.name': 'smtp',
      },
    },
  ]);
});
