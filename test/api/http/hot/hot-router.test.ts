import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHotRouter, type HotCheck } from '../../../../api/http/hot/hot-router';
import { problemAnswer } from '../../../../api/http/http-answer';
import { Failure } from '../../../../api/domain/failure';
import { rawRequest, sendRaw } from '../raw-http';

const ISSUER = 'https://keys.example';

describe('a check of the hot router', () => {
  let server: Server;
  let logged: string[];
  let reported: unknown[];
  let answer: HotCheck['answer'];

  beforeEach(async () => {
    logged = [];
    reported = [];
    answer = async ({ target }) => ({ status: 200, headers: ['x-target', target], body: '' });
    const handler = createHotRouter({
      routes: [],
      checks: [
        {
          path: '/check',
          operationId: 'check',
          answer: (request) => answer(request),
          refuse: (error, { requestId }) =>
            error instanceof Failure
              ? problemAnswer(new Failure('unavailable', error.message), requestId, ISSUER)
              : undefined,
        },
      ],
      addressOf: () => '127.0.0.1',
      requestLog: { answered: ({ url }) => logged.push(url) },
      reportUnexpected: (error) => reported.push(error),
      issuer: ISSUER,
      otherwise: (_request, response) => response.writeHead(404).end(),
    });
    server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const port = () => (server.address() as AddressInfo).port;
  const ask = (target: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${port()}${target}`, { method });

  it.each(['/check', '/check?a=1', '/check;a=1', '/check/', '/check/orders/42?b=2'])(
    'answers at %s',
    async (target) => {
      const { status, headers } = await ask(target, 'DELETE');
      expect([status, headers.get('x-target')]).toEqual([200, target]);
    },
  );

  it.each(['/checks', '/', '/a/check', '/Check', '/check%2F'])('ignores %s', async (target) => {
    expect((await ask(target)).status).toBe(404);
  });

  it.each([
    ['http://h/check;a=1/../check', '/check;a=1/../check'],
    ['http://h/check;a=1/%2e%2e/check', '/check;a=1/%2e%2e/check'],
    ['http://h/check;a=1\\..\\check', '/check;a=1\\..\\check'],
    ['http://h/check#;a=1', undefined],
  ])('removes scheme and host only: %s', async (url, target) => {
    const [head] = await sendRaw(
      port(),
      rawRequest({ target: url, headers: ['connection: close'] }),
    );
    const shown = /^x-target: (.*)$/im.exec(head?.head ?? '')?.[1];
    expect(shown).toBe(target);
  });

  it('keeps the path of other services out of the log', async () => {
    await ask('/check/reset-password/a-token-of-theirs');
    expect(logged).toEqual(['/check']);
  });

  it('decides how an unforeseen error is answered, and reports it', async () => {
    const unforeseen = new Error('unforeseen');
    answer = () => Promise.reject(unforeseen);
    expect((await ask('/check')).status).toBe(503);
    expect(reported).toEqual([unforeseen]);
  });
});
