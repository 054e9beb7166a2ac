import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import supertest from 'supertest';
import { DATABASES } from '../../support/api';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';
import { buildKeyplane } from './support/keyplane-process';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const newMasterKey = () => randomBytes(32).toString('base64');

interface Credential {
  readonly client_id: string;
  readonly client_secret: string;
}

describe.each(DATABASES)('a lost master key, on %s,', (on) => {
  let own: TestDatabase | undefined;
  let folder: string;

  beforeEach(async () => {
    own = on === 'postgres' ? await createTestDatabase() : undefined;
    folder = await keyplane.newFolder();
  });
  afterEach(() => own?.drop());

  const under = (masterKey: string, previous?: string) => ({
    folder,
    environment: {
      KEYPLANE_MASTER_KEY: masterKey,
      ...(previous && { KEYPLANE_MASTER_KEY_PREVIOUS: previous }),
      // No server listens there, so mail stays in the outbox, sealed.
      KEYPLANE_SMTP_URL: 'smtp://127.0.0.1:1',
      KEYPLANE_MAIL_FROM: 'keyplane@example.com',
      ...(own && { KEYPLANE_DATABASE_URL: own.url }),
    },
  });

  async function run(masterKey: string, ...words: string[]) {
    const command = await keyplane.start(words, under(masterKey));
    return command.finished;
  }

  /** Serves until `use` ends. */
  async function serving<T>(masterKey: string, use: (people: People) => Promise<T>): Promise<T> {
    const server = await keyplane.start(['serve'], under(masterKey));
    const url = await server.url();
    const file = path.join(folder, 'data', 'bootstrap.json');
    const first = JSON.parse(await readFile(file, 'utf8')) as Record<string, Credential>;
    const as = (who = '') => {
      const { client_id = '', client_secret = '' } = first[who] ?? {};
      return supertest.agent(url).auth(client_id, client_secret);
    };
    try {
      return await use({ owner: as('owner'), operator: as('operator') });
    } finally {
      server.child.kill('SIGTERM');
      await server.finished;
    }
  }

  it('is handled by one command that discards what it sealed, after which Keyplane starts and everything else works', async () => {
    const [former, latter] = [newMasterKey(), newMasterKey()];
    const before = await serving(former, async ({ owner }) => {
      await tokenOf(owner);
      await invite(owner);
      return {
        waiting: await createKey(owner, 'claim'),
        claimed: await claimedKey(owner),
        plain: await createKey(owner, 'plain'),
        ended: await rotatedKey(owner),
      };
    });

    const refused = await keyplane.start(['serve'], under(latter));
    expect(await refused.finished).toMatchObject({
      exitCode: 78,
      stdout: expect.stringContaining('keyplane rekey --discard-lost'),
    });
    expect(await run(latter, 'rekey')).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('keyplane rekey --discard-lost'),
    });

    const { exitCode, stdout, stderr } = await run(latter, 'rekey', '--discard-lost');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/signing keys: 1 /);
    expect(stdout).toMatch(/secrets that waited to be claimed: 2 /);
    expect(stdout).toMatch(/invitations that waited to be mailed: 1 /);
    expect(stdout).toMatch(/stored answers: 5 /);

    await serving(latter, async ({ owner, operator }) => {
      const { body: trail } = await operator.get('/v1/operator/audit-events').expect(200);
      expect(trail.items[0]).toMatchObject({
        action: 'master_key.discarded',
        actor: { kind: 'operator' },
        after: {
          discarded: {
            signing_keys: 1,
            secret_claims: 2,
            invitation_mails: 1,
            stored_answers: 5,
          },
        },
      });

      const { plain, waiting, claimed, ended } = before;
      const verified = await owner.post('/v1/keys/verify').send({ secret: plain.secret });
      expect(verified.body).toMatchObject({ valid: true, key: { id: plain.id } });
      await tokenOf(owner);
      await invite(owner);

      expect(await claimOf(owner, waiting)).toMatchObject({
        unavailable: 'claim_lost',
        secret: null,
      });
      expect((await read(owner, waiting)).secret_claim).toMatchObject({ state: 'lost' });
      expect((await read(owner, claimed)).secret_claim).toMatchObject({ state: 'claimed' });
      expect((await read(owner, ended)).secret_claim).toBeNull();

      await owner.post(`/v1/service-account-keys/${waiting.id}/rotate`).send({}).expect(200);
      const secret = (await claimOf(owner, waiting)).secret as string;
      const again = await owner.post('/v1/keys/verify').send({ secret });
      expect(again.body).toMatchObject({ valid: true, key: { id: waiting.id } });
    });

    expect(await run(former, 'rekey')).toMatchObject({ exitCode: 78 });
  });

  it('is not lost if it opens everything: nothing is changed, and the command succeeds', async () => {
    const masterKey = newMasterKey();
    const key = await serving(masterKey, (people) => createKey(people.owner, 'claim'));
    expect(await run(masterKey, 'rekey', '--discard-lost')).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Nothing is lost: .* Nothing was changed\.\n$/),
      stderr: '',
    });
    await serving(masterKey, async ({ owner, operator }) => {
      expect(await claimOf(owner, key)).toMatchObject({ unavailable: null });
      const { body } = await operator.get('/v1/operator/audit-events').expect(200);
      const actions = (body.items as { action: string }[]).map(({ action }) => action);
      expect(actions).not.toContain('master_key.discarded');
    });
  });

  it('is not lost if it is given as the previous key', async () => {
    const [former, latter] = [newMasterKey(), newMasterKey()];
    const key = await serving(former, (people) => createKey(people.owner, 'claim'));
    const command = await keyplane.start(['rekey', '--discard-lost'], under(latter, former));
    expect(await command.finished).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Nothing is lost/),
    });
    await serving(former, async ({ owner }) => {
      expect(await claimOf(owner, key)).toMatchObject({ unavailable: null });
    });
  });

  it('does not affect a secret that waits to be claimed if rekey has moved the secret to another key', async () => {
    const [former, latter] = [newMasterKey(), newMasterKey()];
    const { waiting, claimed, secret } = await serving(former, async ({ owner }) => {
      const kept = { waiting: await createKey(owner, 'claim'), claimed: await claimedKey(owner) };
      return { ...kept, secret: (await claimOf(owner, kept.claimed)).secret };
    });
    const moving = await keyplane.start(['rekey'], under(latter, former));
    expect(await moving.finished).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^2 sealed rows were moved/),
    });
    await serving(latter, async ({ owner }) => {
      expect((await read(owner, waiting)).secret_claim).toMatchObject({ state: 'waiting' });
      const late = await claimOf(owner, waiting);
      const verified = await owner.post('/v1/keys/verify').send({ secret: late.secret });
      expect(verified.body).toMatchObject({ valid: true, key: { id: waiting.id } });
      expect(await claimOf(owner, claimed)).toMatchObject({ unavailable: null, secret });
    });
  });
});

interface People {
  readonly owner: ReturnType<typeof supertest.agent>;
  readonly operator: ReturnType<typeof supertest.agent>;
}

interface MadeKey {
  readonly id: string;
  readonly secret: string | null;
}

async function createKey(owner: People['owner'], secret_delivery: string): Promise<MadeKey> {
  const { body: account } = await owner
    .post('/v1/service-accounts')
    .send({ name: 'a' })
    .expect(201);
  const body = { service_account_id: account.id, name: 'k', expires_in: '1d', secret_delivery };
  const key = await owner
    .post('/v1/service-account-keys')
    .set('idempotency-key', randomUUID())
    .send(body)
    .expect(201);
  return key.body as MadeKey;
}

async function claimedKey(owner: People['owner']): Promise<MadeKey> {
  const key = await createKey(owner, 'claim');
  expect((await claimOf(owner, key)).secret).toMatch(/^kps_/);
  return key;
}

/** The secret that was kept had been erased before the master key was lost. */
async function rotatedKey(owner: People['owner']): Promise<MadeKey> {
  const key = await createKey(owner, 'claim');
  await owner
    .post(`/v1/service-account-keys/${key.id}/rotate`)
    .set('idempotency-key', randomUUID())
    .send({ secret_delivery: 'plain' })
    .expect(200);
  return key;
}

async function claimOf(owner: People['owner'], { id }: MadeKey): Promise<Record<string, unknown>> {
  return (await owner.post(`/v1/keys/${id}/claim`).send({}).expect(200)).body;
}

async function read(owner: People['owner'], { id }: MadeKey) {
  return (await owner.get(`/v1/service-account-keys/${id}`).expect(200)).body;
}

async function tokenOf(owner: People['owner']): Promise<void> {
  const form = { grant_type: 'client_credentials' };
  await owner.post('/oauth2/token').type('form').send(form).expect(200);
}

let invited = 0;

async function invite(owner: People['owner']): Promise<void> {
  const person = { email: `p${(invited += 1)}@example.com`, name: 'P', team_role: 'user' };
  await owner.post('/v1/members').send(person).expect(201);
}
