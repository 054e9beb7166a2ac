import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApiNotKeyplane, ApiUnreachable, createKeyplane, InvalidSetting } from '../../client/index';
import { version } from '../../client/package.json';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const hangUp: Answer = (_response, request) => request.socket.destroy();
const never: Answer = () => {};
const json =
  (body: unknown): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('a call of the client', () => {
  let server: Server;
  let answers: Answer[];
  let seen: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[];

  beforeEach(async () => {
    answers = [];
    seen = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        seen.push({ url: request.url, headers: request.headers, body });
        (answers.shift() ?? never)(response, request);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { clientId: 'kpi_1', clientSecret: 'kps_secret' };
  const connect = (timeoutMs = 10_000) =>
    createKeyplane({ endpoint: endpoint(), credentials, timeoutMs });

  it('names the client and its version', async () => {
    answers = [json({ valid: false })];
    await connect().verify({ secret: 'kps_1' });
    expect(seen[0]?.headers['user-agent']).toBe(`keyplane-client/${version}`);
  });

  it('is sent again if the connection broke and it changes nothing', async () => {
    answers = [hangUp, json({ valid: true }), hangUp, json({ active: true })];
    const keyplane = connect();
    expect(await keyplane.verify({ secret: 'kps_1' })).toEqual({ valid: true });
    expect(await keyplane.introspect('kps_1')).toEqual({ active: true });
    expect(seen).toHaveLength(4);
  });

  it('is not sent again if it reserves money', async () => {
    answers = [hangUp, json({ valid: true })];
    const asked = connect().verify({
      secret: 'kpt_1',
      service_id: 'chat',
      reserve: { charge_id: 'call-1' },
    });
    await expect(asked).rejects.toBeInstanceOf(ApiUnreachable);
    expect(seen).toHaveLength(1);
  });

  it('creates with one idempotency key for all attempts', async () => {
    answers = [hangUp, json({ id: 'sak_1' })];
    await connect().serviceAccountKeys.create({ service_account_id: 'sa_1', name: 'a' });
    const [first, second] = seen.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect(second).toBe(first);
  });

  it('exchanges an OIDC token before the first call, and authorizes with the result', async () => {
    answers = [json({ access_token: 'issued', expires_in: 600 }), json({ valid: true })];
    const federated = { serviceAccountId: 'sa_1', oidcToken: { value: 'signed-outside' } };
    const keyplane = createKeyplane({ endpoint: endpoint(), credentials: federated });
    await keyplane.verify({ secret: 'kps_1' });
    expect(seen.map(({ url }) => url)).toEqual(['/oauth2/token', '/v1/keys/verify']);
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: 'sa_1',
      subject_token: 'signed-outside',
    });
    expect(seen[1]?.headers.authorization).toBe('Bearer issued');
  });

  it('is unreachable if there is no answer in time', async () => {
    const asked = connect(50).verify({ secret: 'kps_1' });
    await expect(asked).rejects.toBeInstanceOf(ApiUnreachable);
    await expect(asked).rejects.toThrow(/did not answer (in time|within 50 ms)/);
  });

  it('ends early with the reason of the signal', async () => {
    const controller = new AbortController();
    const asked = connect().verify({ secret: 'kps_1' }, { signal: controller.signal });
    const reason = new Error('the request was canceled');
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it('says so if the answer does not come from Keyplane', async () => {
    answers = [(response) => response.end('<html>')];
    await expect(connect().whoami()).rejects.toBeInstanceOf(ApiNotKeyplane);
  });
});

describe('the options of the client', () => {
  const NAMES = ['KEYPLANE_ENDPOINT', 'KEYPLANE_CLIENT_ID', 'KEYPLANE_CLIENT_SECRET'];
  const original = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
  const restore = () => {
    for (const name of NAMES) delete process.env[name];
    Object.assign(
      process.env,
      Object.fromEntries(Object.entries(original).filter(([, value]) => value !== undefined)),
    );
  };
  beforeEach(() => {
    for (const name of NAMES) delete process.env[name];
  });
  afterAll(restore);

  const endpoint = 'https://keys.example.com';
  const credentials = { clientId: 'kpi_1', clientSecret: 'kps_1' };

  it('come from the environment by default', () => {
    process.env['KEYPLANE_ENDPOINT'] = `${endpoint}\n`;
    process.env['KEYPLANE_CLIENT_ID'] = 'kpi_1';
    process.env['KEYPLANE_CLIENT_SECRET'] = 'kps_1';
    expect(() => createKeyplane()).not.toThrow();
  });

  it.each([
    [{ credentials }, 'The address of Keyplane is missing. Set `endpoint` or'],
    [{ endpoint: 'keys.example.com', credentials }, '`endpoint` is "keys.example.com", which'],
    [{ endpoint: 'https://a:hunter2@b.example', credentials }, '`endpoint` contains a user name'],
    [{ endpoint }, 'The credentials are missing. Set `credentials`, or'],
    [
      { endpoint, credentials: { clientId: 'kpi_1', clientSecret: 'hunter2\n' } },
      '`credentials.clientSecret` contains a line break',
    ],
    [
      { endpoint, credentials: { clientId: '', clientSecret: 'hunter2' } },
      '`credentials.clientId` is empty.',
    ],
    [
      { endpoint, credentials, timeoutMs: 0 },
      '`timeoutMs` must be a whole number of milliseconds from 1 to 2147483647. You gave 0.',
    ],
  ])('are refused: %j', (options, problem) => {
    expect(() => createKeyplane(options)).toThrow(InvalidSetting);
    expect(() => createKeyplane(options)).toThrow(problem);
    expect(() => createKeyplane(options)).not.toThrow('hunter2');
  });
});
