import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestApi, DATABASES, type Credentials, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';

const MOST_WAITING = 2;

describe.each(DATABASES)('more changes than the database can take, on %s,', (on) => {
  let folder: string;
  let api: TestApi;
  let release: () => void;
  let held: Promise<void>;
  let answers: {
    status: number;
    body: Record<string, unknown>;
    retryAfter: unknown;
    by: Credentials;
  }[];
  let sent: Promise<unknown>[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-overload-'));
    const file = `sqlite:${path.join(folder, 'keyplane.db')}`;
    api = await createTestApi(on, {
      ...(on === 'sqlite' && { databaseUrl: file }),
      managementQueue: MOST_WAITING,
    });
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(() => {
    answers = [];
    sent = [];
  });
  afterEach(async () => {
    release();
    await Promise.all([held, ...sent]);
  });

  const owner = () => api.as(api.team.owner);

  function create(count: number, by = api.team.owner): void {
    for (let role = 0; role < count; role += 1) {
      sent.push(
        Promise.resolve(
          api
            .as(by)
            .post('/v1/roles')
            .send({ name: 'reader', permissions: ['events.read'] }),
        ).then(({ status, headers, body }) => {
          const retryAfter: unknown = headers['retry-after'];
          answers.push({ status, retryAfter, body: body as Record<string, unknown>, by });
        }),
      );
    }
  }

  /** Roles cannot be written until `release` is called. On SQLite, that holds for everything. */
  async function hold(): Promise<void> {
    await new Promise<void>((locked, failed) => {
      held = api.database.run(async () => {
        if (on === 'postgres') await api.database.knex.raw('LOCK TABLE roles IN SHARE MODE');
        locked();
        await new Promise<void>((resolve) => (release = resolve));
      });
      held.catch(failed);
    });
  }

  const room = () => api.database.dialect.atOnce.change + MOST_WAITING;

  /** Fills every place, and waits until the requests beyond that are refused. */
  async function overload(beyond: number): Promise<void> {
    await hold();
    create(room() + beyond);
    await eventually(() => expect(answers).toHaveLength(beyond));
  }

  it('are refused at once with 503 and Retry-After, and those that waited are carried out', async () => {
    await overload(3);
    for (const { status, body, retryAfter } of answers) {
      expect([status, retryAfter, body['code'], body['retryable']]).toEqual([
        503,
        '2',
        'unavailable',
        true,
      ]);
      expect(body['detail']).toMatch(/^Keyplane has more requests than it can answer: /);
    }
    release();
    await Promise.all(sent);
    const statuses = answers.slice(3).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: room() }, () => 201));
  });

  it('delay neither verifications nor reads', async () => {
    await overload(1);
    const json = { secret: api.team.owner.secret };
    await owner().post('/v1/keys/verify').send(json).expect(200);
    await owner().get('/v1/roles').expect(200);
    expect(answers).toHaveLength(1);
  });

  it('do not delay a revocation by more than those that have begun', async () => {
    const issued = await issueKey();
    await overload(1);
    const revoked = Promise.resolve(owner().delete(`/v1/application-keys/${issued}`).expect(204));
    revoked.catch(() => undefined);
    // On SQLite, the revocation has to wait for the unit of work that holds the only writer.
    if (on === 'sqlite') {
      await eventually(() => expect(api.database.waiting()).toBeGreaterThan(room() - MOST_WAITING));
      release();
    }
    await revoked;
    release();
    await Promise.all(sent);
    const { body } = await owner().get('/v1/audit-events?page_size=20').expect(200);
    const actions = (body as { items: { action: string }[] }).items.map(({ action }) => action);
    // The newest events come first.
    const after = actions.slice(0, actions.indexOf('application_key.revoked'));
    expect(after.filter((action) => action === 'role.created').length).toBeGreaterThanOrEqual(
      MOST_WAITING,
    );
  });

  it('of one team take turns with those of another team, which also finds a place', async () => {
    const other = (await api.foundTeam('other')).owner;
    await overload(1);
    // One of the waiting requests is refused for it.
    create(1, other);
    await eventually(() => expect(answers).toHaveLength(2));
    expect(answers.map(({ status, by }) => [status, by])).toEqual([
      [503, api.team.owner],
      [503, api.team.owner],
    ]);
    release();
    await Promise.all(sent);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(room());
    expect(answers.filter(({ by }) => by === other).map(({ status }) => status)).toEqual([201]);
  });

  async function issueKey(): Promise<string> {
    const { body } = await owner().post('/v1/application-keys').send({ description: 'x' });
    return String((body as { id: string }).id);
  }
});
