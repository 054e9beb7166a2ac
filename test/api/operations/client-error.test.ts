import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createFrontDoor, type FrontDoor } from '../../../api/operations/front-door';
import { sendRaw } from '../http/raw-http';

const REQUEST = 'GET / HTTP/1.1\r\nhost: keyplane\r\n';

describe('what the HTTP parser refuses', () => {
  let door: FrontDoor;

  beforeAll(async () => {
    const report = async () => ({ ready: true, reason: null });
    door = createFrontDoor({
      readiness: { report } as unknown as Parameters<typeof createFrontDoor>[0]['readiness'],
      metrics: null,
    });
    door.server.listen(0, '127.0.0.1');
    await once(door.server, 'listening');
  });
  afterAll(() => door.close(0));

  it.each([
    [
      'headers that are too large',
      `${REQUEST}x: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      'a URL that is too long',
      `GET /?${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['a header without a name', `${REQUEST}: x\r\n\r\n`, 400, 'malformed_request'],
  ])('is answered by a problem document: %s', async (_what, bytes, status, code) => {
    const { port } = door.server.address() as AddressInfo;
    const [answer] = await sendRaw(port, bytes);
    expect(answer?.status).toBe(status);
    expect(answer?.head).toMatch(/\r\ncontent-type: application\/problem\+json/);
    expect(answer?.head).toMatch(/\r\nconnection: close/);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      ...{ status, code, type: `urn:keyplane:problem:${code}`, retryable: false, errors: [] },
      request_id: /\r\nx-request-id: (\S+)/.exec(answer?.head ?? '')?.[1],
    });
  });
});
