import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { startReplicas, type Replica, type Replicas } from './support/replicas';
import {
  asker,
  createWatchedKey,
  now,
  observe,
  QUESTIONS,
  type Question,
  type WatchedKey,
} from './support/watched-key';

/** How long another replica may still answer with the old state. */
const BOUND_MILLIS = 1000;
const LISTENER = 'keyplane changes';
const POOL = 'keyplane';

let replicas: Replicas;
let lasting: WatchedKey;

beforeAll(async () => {
  replicas = await startReplicas();
  lasting = await createWatchedKey(replicas);
});

afterAll(() => replicas.close());

type Change = (key: WatchedKey, at: Replica) => Promise<unknown>;

const send =
  (method: string, path: (key: WatchedKey) => string, json?: (key: WatchedKey) => object): Change =>
  (key, { url }) =>
    replicas.requester.done(method, `${url}${path(key)}`, key.owner, json && { json: json(key) });

const keyPath = ({ id }: WatchedKey) => `/v1/service-account-keys/${id}`;
const accountPath = ({ accountId }: WatchedKey) => `/v1/service-accounts/${accountId}`;
const revoke = send('DELETE', keyPath);

const OF_THE_SECRET = QUESTIONS.filter((question) => !question.endsWith('its token'));
const OF_THE_TOKEN = QUESTIONS.filter((question) => question.endsWith('its token'));

/**
 * Asks both replicas about the key, and about a key that stays valid, while `change` is sent to the
 * replica `told`. That replica must refuse the key from the next request on, and the other one
 * within the bound.
 */
async function expectRefusals(
  told: Replica,
  change: (key: WatchedKey) => Promise<unknown>,
  questions: readonly Question[] = QUESTIONS,
): Promise<void> {
  const key = await createWatchedKey(replicas);
  for (const replica of replicas.both) {
    const ask = asker(replicas, replica, key);
    for (const question of questions)
      expect([question, await ask(question)]).toEqual([question, true]);
  }
  let enough = false;
  const watched = replicas.both.flatMap((replica) => {
    const ask = asker(replicas, replica, key);
    return questions.map(async (question) => ({
      what: `${replica === told ? 'told' : 'other'}: ${question}`,
      told: replica === told,
      observations: await observe(
        () => ask(question),
        () => enough,
      ),
    }));
  });
  const staysGood = replicas.both.flatMap((replica) => {
    const ask = asker(replicas, replica, lasting);
    return QUESTIONS.map((question) =>
      observe(
        () => ask(question),
        () => enough,
      ),
    );
  });
  const all = Promise.all([Promise.all(watched), Promise.all(staysGood)]);
  await change(key);
  const changedAt = now();
  await delay(BOUND_MILLIS + 200);
  enough = true;
  const [ofTheKey, ofTheLasting] = await all;

  for (const { what, told: wasTold, observations } of ofTheKey) {
    const good = observations.filter((observation) => observation.good);
    expect([what, observations.at(-1)?.good]).toEqual([what, false]);
    const late = good.filter(({ askedAt, answeredAt }) =>
      wasTold ? askedAt > changedAt : answeredAt > changedAt + BOUND_MILLIS,
    );
    expect([what, late.map(({ answeredAt }) => answeredAt - changedAt)]).toEqual([what, []]);
  }
  expect(ofTheLasting.flat().filter(({ good }) => !good)).toEqual([]);
}

describe('of two replicas that are asked all the time, both soon refuse', () => {
  it.each<[string, Change, readonly Question[]]>([
    ['a revoked key', revoke, QUESTIONS],
    ['a disabled key', send('PATCH', keyPath, () => ({ enabled: false })), QUESTIONS],
    [
      'a key that expires sooner',
      async (key, told) => {
        const expiresAt = new Date(Date.now() + 500);
        await send('PATCH', keyPath, () => ({ expires_at: expiresAt.toISOString() }))(key, told);
        await delay(expiresAt.getTime() - Date.now() + 1);
      },
      QUESTIONS,
    ],
    [
      'a secret that was rotated without an overlap',
      send(
        'POST',
        (key) => `${keyPath(key)}/rotate`,
        () => ({}),
      ),
      OF_THE_SECRET,
    ],
    [
      'what a role granted that was taken away',
      send('PATCH', accountPath, () => ({ role_ids: [] })),
      QUESTIONS,
    ],
    [
      'what a role grants no more',
      send(
        'PATCH',
        ({ roleId }) => `/v1/roles/${roleId}`,
        () => ({ permissions: [] }),
      ),
      QUESTIONS,
    ],
    [
      'the key of a disabled account',
      send('PATCH', accountPath, () => ({ enabled: false })),
      QUESTIONS,
    ],
    [
      'the key of a suspended team',
      ({ teamId }, { url }) =>
        replicas.requester.done('PATCH', `${url}/v1/teams/${teamId}`, replicas.operator, {
          json: { suspended: true },
        }),
      QUESTIONS,
    ],
    [
      'a revoked access token',
      (key, { url }) =>
        replicas.requester.done('POST', `${url}/oauth2/revoke`, key, {
          form: { token: key.token },
        }),
      OF_THE_TOKEN,
    ],
  ])('%s', async (_what, change, questions) => {
    const [told] = replicas.both;
    await expectRefusals(told, (key) => change(key, told), questions);
  });
});

describe('a replica that no longer hears changes', () => {
  const other = () => replicas.both[1];
  const outagesOver = () =>
    other()
      .process.lines()
      .filter(({ msg }) => msg === 'notifications of database changes arrive again').length;

  async function terminateListeners(): Promise<void> {
    const client = new Client({ connectionString: replicas.databaseUrl });
    await client.connect();
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND datname = current_database()`,
      [LISTENER],
    );
    await client.end();
    expect(rowCount).toBeGreaterThanOrEqual(replicas.both.length);
  }

  const CUTS: readonly (readonly [string, () => void | Promise<void>])[] = [
    ['its connection is reset', () => replicas.proxy.sever(LISTENER, 'reset')],
    ['its connection falls silent', () => replicas.proxy.sever(LISTENER, 'silence')],
    ['PostgreSQL ends the connections', terminateListeners],
  ];

  describe.each(CUTS)('since %s', (_what, cut) => {
    let before: number;

    beforeEach(async () => {
      await eventually(() => expect(replicas.proxy.open(LISTENER)).toBe(1));
      before = outagesOver();
    });

    afterEach(async () => {
      replicas.proxy.heal();
      await eventually(() => expect(outagesOver()).toBeGreaterThan(before));
    });

    it('refuses in time what was revoked elsewhere, and still accepts valid keys', async () => {
      const [told] = replicas.both;
      await expectRefusals(told, async (key) => {
        await cut();
        await revoke(key, told);
      });
    });

    it('refuses from the next request on what it revoked itself', async () => {
      await expectRefusals(other(), async (key) => {
        await cut();
        await revoke(key, other());
      });
    });
  });

  it('refuses what was revoked while its process was frozen, even for requests that came then', async () => {
    const [told] = replicas.both;
    const key = await createWatchedKey(replicas);
    const ask = asker(replicas, other(), key);
    // The key is cached from the second question on.
    for (let turn = 0; turn < 3; turn += 1) expect(await ask('verify its secret')).toBe(true);
    other().process.child.kill('SIGSTOP');
    try {
      const asked = QUESTIONS.map((question) => ask(question));
      await revoke(key, told);
      await delay(BOUND_MILLIS);
      other().process.child.kill('SIGCONT');
      expect(await Promise.all(asked)).toEqual(QUESTIONS.map(() => false));
    } finally {
      other().process.child.kill('SIGCONT');
    }
  });

  it.each(['reset', 'silence'] as const)(
    'asks the database until the cut connection (%s) is opened again, and then caches again',
    async (how) => {
      const before = outagesOver();
      const [told] = replicas.both;
      const keys = [await createWatchedKey(replicas), await createWatchedKey(replicas)] as const;
      const verify = (key: WatchedKey) => asker(replicas, other(), key)('verify its secret');
      replicas.proxy.sever(LISTENER, how);
      await other().process.line(
        'notifications of database changes do not arrive, so every request reads the database',
      );
      await delay(BOUND_MILLIS);

      expect(await verify(keys[0])).toBe(true);
      await revoke(keys[0], told);
      expect(await verify(keys[0])).toBe(false);

      replicas.proxy.heal();
      await eventually(() => expect(outagesOver()).toBeGreaterThan(before));
      expect(await verify(keys[1])).toBe(true);
      await eventually(async () => expect(await verify(lasting)).toBe(true));
      replicas.proxy.sever(POOL, 'reset');
      try {
        expect(await verify(lasting)).toBe(true);
        await revoke(keys[1], told);
        await eventually(() => expect(verify(keys[1])).rejects.toThrow('Answered 503'));
      } finally {
        replicas.proxy.heal();
      }
      await eventually(async () => expect(await verify(keys[1])).toBe(false));
    },
  );
});
