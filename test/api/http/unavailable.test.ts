import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Secret } from '../../../api/domain/secret';
import type { Response } from 'supertest';
import { answerFaults } from '../../contract/answer-faults';
import { operations } from '../../contract/document';
import { createTestApi, type TestApi } from '../../support/api';
import { createSeverableProxy, type SeverableProxy } from '../../support/severable-proxy';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';
import { eventually } from '../../support/eventually';
import { takeWriteLock } from '../database/support/foreign-writer';

/** One request of each kind that managers, services and OAuth clients send. */
function requestsTo(api: TestApi) {
  const owner = api.as(api.team.owner);
  const form = { grant_type: 'client_credentials' };
  return {
    list: () => owner.get('/v1/roles'),
    create: () => owner.post('/v1/roles').send({ name: 'reader', permissions: ['events.read'] }),
    dryRun: () => owner.post('/v1/roles?dry_run=true').send({ name: 'reader', permissions: [] }),
    verify: () => owner.post('/v1/keys/verify').send({ secret: api.team.owner.secret }),
    check: () => api.as().get('/v1/forward-auth').set(gatewayOf(api)),
    token: () => owner.post('/oauth2/token').type('form').send(form),
    introspect: () => owner.post('/oauth2/introspect').type('form').send({ token: 'nothing' }),
    revoke: () => owner.post('/oauth2/revoke').type('form').send({ token: 'nothing' }),
    jwks: () => api.as().get('/.well-known/jwks.json'),
  };
}

/** The request of a gateway, with a client's key that has not been looked up before. */
function gatewayOf({ team: { owner } }: TestApi) {
  const pair = Buffer.from(`${owner.clientId}:${owner.secret}`).toString('base64');
  return {
    'Keyplane-Authorization': `Basic ${pair}`,
    'X-API-Key': Secret.generate('service_account_key').reveal(),
  };
}

type Requests = ReturnType<typeof requestsTo>;

async function expectUnavailable(requests: Requests, names: readonly (keyof Requests)[]) {
  const answers = await Promise.all(names.map((name) => requests[name]()));
  for (const { body } of answers) {
    const { detail, error_description } = body as { detail?: string; error_description?: string };
    expect(detail ?? error_description).toMatch(/database.* Retry-After.* safe to repeat/);
  }
  expect(answers.flatMap(faultsOf)).toEqual([]);
  const seen = answers.map(({ status, headers, body }, at) => ({
    name: names[at],
    status,
    retryAfter: headers['retry-after'],
    // The OAuth endpoints answer errors of RFC 6749.
    code: (body as { code?: string }).code ?? (body as { error?: string }).error,
  }));
  const codeOf = (name: keyof Requests) =>
    ['token', 'introspect', 'revoke'].includes(name) ? 'temporarily_unavailable' : 'unavailable';
  const expected = { status: 503, retryAfter: '1' };
  expect(seen).toEqual(names.map((name) => ({ name, ...expected, code: codeOf(name) })));
}

/** The parts of an answer that the document does not describe. */
function faultsOf(answer: Response): readonly string[] {
  const { method, url } = answer.request as { method: string; url: string };
  const { pathname } = new URL(url);
  const operation = operations().find(
    (described) => described.path === pathname && described.method === method.toLowerCase(),
  );
  if (operation === undefined) throw new Error(`No operation is ${method} ${pathname}.`);
  return answerFaults(operation, { ...answer, body: answer.text });
}

const EVERYTHING = [
  ...(['list', 'create', 'dryRun', 'verify', 'check'] as const),
  ...(['token', 'introspect', 'revoke'] as const),
];

describe('while SQLite cannot be used', () => {
  let folder: string;
  let file: string;
  let api: TestApi;
  let told: string[];

  beforeEach(async () => {
    told = [];
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-unavailable-'));
    file = path.join(folder, 'keyplane.db');
    api = await createTestApi('sqlite', {
      databaseUrl: `sqlite:${file}`,
      opened: { busyTimeoutMillis: 20, tell: (_level, message) => told.push(message) },
    });
  });
  afterEach(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  it('because another process writes, writes answer 503 and reads 200, and later both succeed', async () => {
    const requests = requestsTo(api);
    const writer = await takeWriteLock(file);
    await expectUnavailable(requests, ['create', 'dryRun']);
    expect((await requests.list()).status).toBe(200);
    await writer.letGo();
    expect((await requests.create()).status).toBe(201);
  });

  it('because the file was replaced, nothing answers anything but 503', async () => {
    const requests = requestsTo(api);
    expect((await requests.token()).status).toBe(200);
    await rename(file, `${file}.moved`);
    const { status } = await requests.create();
    expect(status).toBe(503);
    await eventually(() => expectUnavailable(requests, EVERYTHING), { withinMs: 1000 });
    await expect(api.database.requireWritable()).rejects.toThrow('deleted or replaced');

    expect(told).toEqual([expect.stringContaining('was deleted or replaced while it was open')]);

    await rename(`${file}.moved`, file);
    await eventually(async () => expect((await requests.create()).status).toBe(201));
    await api.database.requireWritable();
    expect(told.slice(1)).toEqual([expect.stringContaining('is back in its place')]);
  });

  it('because its log was deleted, nothing is acknowledged', async () => {
    const requests = requestsTo(api);
    await rm(`${file}-wal`);
    expect((await requests.create()).status).toBe(503);
    await eventually(() => expectUnavailable(requests, EVERYTHING), { withinMs: 1000 });
  });

  it('because it is read-only, writes answer 503', async () => {
    await api.database.knex.raw('PRAGMA query_only = ON');
    await expectUnavailable(requestsTo(api), ['create']);
  });
});

describe('while PostgreSQL cannot be used', () => {
  let database: TestDatabase;
  let proxy: SeverableProxy;
  let api: TestApi;

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await createSeverableProxy(database.url);
    api = await createTestApi('postgres', { databaseUrl: proxy.url });
  });
  afterEach(async () => {
    await api.close();
    await proxy.close();
    await database.drop();
  });

  it('because it is down, everything answers 503, and later everything succeeds', async () => {
    const requests = requestsTo(api);
    proxy.sever('keyplane', 'reset');
    await expectUnavailable(requests, [...EVERYTHING, 'jwks']);
    await expect(api.database.requireWritable()).rejects.toThrow();
    proxy.heal();
    await eventually(async () => expect((await requests.create()).status).toBe(201));
    await api.database.requireWritable();
  });

  it('because it is read-only, writes answer 503 and it is not ready', async () => {
    const set = (value: string) =>
      api.database.knex.raw(
        `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET default_transaction_read_only = ${value}`,
      );
    await set('on');
    proxy.sever('keyplane', 'reset');
    proxy.heal();
    const requests = requestsTo(api);
    await eventually(() => expectUnavailable(requests, ['create']));
    await expect(api.database.requireWritable()).rejects.toThrow('read-only');
  });
});
