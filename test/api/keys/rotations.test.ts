import { randomUUID } from 'node:crypto';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { eventually } from '../../support/eventually';
import { DAY, HOUR, MINUTE } from '../../support/manual-clock';
import {
  drawPublicJwk,
  FAMILIES,
  pathOf,
  run,
  startKeyFamilies,
  type Family,
  type KeyFamiliesApi,
  type WireKey,
} from './key-families';

const OVERLAP = { overlap: '1h' };

describe.each(DATABASES)('a rotation that was cut off, on %s,', (on) => {
  let api: KeyFamiliesApi;

  beforeEach(async () => {
    api = await startKeyFamilies(on);
  });
  afterEach(() => api.close());

  const family: Family = 'service_account_key';
  const rotated = (id: string, headers: Record<string, string>, body: object = OVERLAP) =>
    api.rotated(family, id, body, headers);
  const refused = async (id: string, headers: Record<string, string>, by = api.owner) => {
    const { status, body } = await api.rotate(family, id, OVERLAP, headers, by);
    return `${status} ${body.code}`;
  };
  const isUnconfirmed = async (id: string, headers: Record<string, string>) =>
    (await api.read(family, id, headers)).unconfirmed_rotation;
  const confirm = (body: object, headers: Record<string, string> = {}, by = api.owner) =>
    by.post('/v1/creations/confirm', body, headers);
  /** Does what a plan of the run does if the state holds the key and its earlier secret. */
  const present = async (id: string, headers: Record<string, string>) => {
    api.clock.advance(1);
    await confirm({ ids: [id] }, headers).expect(204);
  };
  const rotatedAgain = async (id: string, headers: Record<string, string>) => {
    await present(id, headers);
    return rotated(id, headers);
  };
  const IN_PROGRESS = '409 rotation_in_progress';

  test.each(FAMILIES)(
    'of a %s is replaced by the next run: the old secret overlaps again',
    async (kind) => {
      const key = await api.created(kind);
      const lost = await api.rotated(kind, key.id, OVERLAP, run('r1'));
      api.clock.advance(30 * MINUTE);
      await present(key.id, run('r2'));
      const again = await api.rotated(kind, key.id, OVERLAP, run('r2'));
      expect(again.secret_version).toBeGreaterThan(lost.secret_version);
      expect(again.retiring_secret).toEqual({
        secret_version: key.secret_version,
        masked_secret: key.masked_secret,
        retires_at: new Date(api.clock.now().getTime() + HOUR).toISOString(),
      });
      expect(await api.works(key, lost.secret)).toBe(false);
      api.clock.advance(HOUR - 1);
      expect(await api.works(key, key.secret)).toBe(true);
      api.clock.advance(1);
      expect(await api.works(key, key.secret)).toBe(false);
      expect(await api.works(key, again.secret)).toBe(true);
    },
  );

  test('is replaced even if the overlap is over, and the secret that has ended stays ended', async () => {
    const key = await api.created(family);
    const lost = await rotated(key.id, run('r1'));
    api.clock.advance(2 * HOUR);
    const again = await rotatedAgain(key.id, run('r2'));
    expect(again.retiring_secret).toBeNull();
    expect(await api.works(key, key.secret)).toBe(false);
    expect(await api.works(key, lost.secret)).toBe(false);
    expect(await api.works(key, again.secret)).toBe(true);
  });

  test('is replaced each time that it is cut off, and the old secret remains the same', async () => {
    const key = await api.created(family);
    const versions: number[] = [];
    for (const name of ['r1', 'r2', 'r3', 'r4']) {
      const { secret_version, retiring_secret } = await rotatedAgain(key.id, run(name));
      await api.cutOff(run(name));
      expect(retiring_secret).toMatchObject({ secret_version: key.secret_version });
      versions.push(secret_version);
    }
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  test('is not replaced before a state has named its key, because the state may hold the new secret', async () => {
    const { id } = await api.created(family);
    await rotated(id, run('r1'));
    await api.cutOff(run('r1'));
    expect(await refused(id, run('r2'))).toBe(IN_PROGRESS);
    await rotatedAgain(id, run('r2'));
  });

  test('is shown to every caller who plans for its stack, and to no other stack', async () => {
    const key = await api.created(family);
    expect(await isUnconfirmed(key.id, run('r2'))).toBe(false);
    await rotated(key.id, run('r1'));
    expect(await isUnconfirmed(key.id, run('r2'))).toBe(true);
    expect((await api.list(family)).map((one) => one.unconfirmed_rotation)).toEqual(
      Array((await api.list(family)).length).fill(false),
    );
    for (const headers of [{}, run('r1'), run('r2', 'other')]) {
      expect(await isUnconfirmed(key.id, headers)).toBe(false);
    }
    const seen = await api.admin.get(pathOf(family, key.id)).set(run('r2')).expect(200);
    expect(seen.body.unconfirmed_rotation).toBe(true);
  });

  test('is not replaced within its run, by another stack or by somebody else', async () => {
    const { id } = await api.created(family);
    await rotated(id, run('r1'));
    expect(await refused(id, run('r1'))).toBe(IN_PROGRESS);
    expect(await refused(id, run('r2', 'other'))).toBe(IN_PROGRESS);
    expect(await refused(id, {})).toBe(IN_PROGRESS);
    expect(await refused(id, run('r2'), api.admin)).toBe(IN_PROGRESS);
    api.clock.advance(2 * HOUR);
    expect(await refused(id, run('r1'))).toBe('409 run_lease_expired');
    await api.rotate(family, id, OVERLAP, run('r2'), api.admin).expect(200);
  });

  test('is recorded by the first use of its own secret, and not of the old one', async () => {
    const key = await api.created(family);
    const lost = await rotated(key.id, run('r1'));
    expect(await api.works(key, key.secret)).toBe(true);
    await eventually(async () =>
      expect((await api.read(family, key.id)).last_used_at).not.toBeNull(),
    );
    expect(await isUnconfirmed(key.id, run('r2'))).toBe(true);
    expect(await api.works(key, lost.secret)).toBe(true);
    await eventually(async () => expect(await isUnconfirmed(key.id, run('r2'))).toBe(false));
    expect(await refused(key.id, run('r2'))).toBe(IN_PROGRESS);
  });

  test('erases its stored answer with the first use of its secret', async () => {
    const key = await api.created(family);
    await api.works(key, key.secret);
    const header = { 'Idempotency-Key': randomUUID() };
    const { secret } = await rotated(key.id, { ...run('r1'), ...header });
    const answers = () =>
      api.database
        .knex('idempotent_answers')
        .where({ resource_id: key.id })
        .whereNotNull('sealed_answer');
    expect(await answers()).toHaveLength(1);
    expect(await api.works(key, secret)).toBe(true);
    await eventually(async () => expect(await answers()).toEqual([]));
  });

  test('is recorded when a state names its version, not when it names the ID of its key', async () => {
    const { id } = await api.created(family);
    const { secret_version } = await rotated(id, run('r1'));
    await confirm({ ids: [id] }, run('r2')).expect(204);
    expect(await isUnconfirmed(id, run('r2'))).toBe(true);
    await confirm({ secret_versions: [secret_version] }).expect(204);
    expect(await isUnconfirmed(id, run('r2'))).toBe(false);
    expect(await refused(id, run('r2'))).toBe(IN_PROGRESS);
    const answers = await api.database.knex('idempotent_answers').whereNotNull('sealed_answer');
    expect(answers.filter(({ resource_id }) => resource_id === id)).toEqual([]);
  });

  test('is replaced however old it is', async () => {
    const { id } = await api.created(family);
    await rotated(id, run('r1'), { overlap: '30h' });
    api.clock.advance(DAY);
    expect(await isUnconfirmed(id, run('r2'))).toBe(true);
    await rotatedAgain(id, run('r2'));
  });

  test('can be recorded by every credential of the team, for every stack, and by no other team', async () => {
    const planner = await api.account(api.owner, ['service_account_keys.read']);
    const { id } = await api.created(family);
    const { secret_version } = await rotated(id, run('r1'));
    const versions = { secret_versions: [secret_version] };
    await confirm(versions, run('r2'), api.stranger).expect(204);
    expect(await isUnconfirmed(id, run('r2'))).toBe(true);
    await confirm(versions, run('r3', 'other'), planner).expect(204);
    expect(await isUnconfirmed(id, run('r2'))).toBe(false);
  });

  test('leaves a creation that is recorded with the version of its secret', async () => {
    const planner = await api.account(api.owner, ['service_account_keys.read']);
    const unrecorded = async () =>
      (
        await api.database.knex('creations').where({ recorded_at: null }).orderBy('resource_id')
      ).map(({ resource_id }) => resource_id);
    const [one, two, three] = (await Promise.all(
      ['one', 'two', 'three'].map((name) => api.created(family, { name }, run('r1'))),
    )) as [WireKey, WireKey, WireKey];
    await confirm({ secret_versions: [one.secret_version] }).expect(204);
    await confirm({ secret_versions: [two.secret_version] }, run('r2'), planner).expect(204);
    expect(await unrecorded()).toEqual([three.id]);
    await confirm({ ids: [three.id] }, run('r2'), api.stranger).expect(204);
    await confirm({ secret_versions: [three.secret_version] }, run('r2'), api.stranger);
    expect(await unrecorded()).toEqual([three.id]);
    await confirm({ ids: [three.id] }, run('r2'), planner).expect(204);
    expect(await unrecorded()).toEqual([]);
  });

  test('leaves nothing that a late repeat of its request could undo', async () => {
    const { id, client_id } = await api.created(family);
    const first = { ...run('r1'), 'Idempotency-Key': randomUUID() };
    const lost = await rotated(id, first);
    await api.cutOff(run('r1'));
    const again = await rotatedAgain(id, run('r2'));
    expect(await refused(id, first)).toBe('409 run_ended');
    expect(await api.works({ client_id }, lost.secret)).toBe(false);
    expect(await api.works({ client_id }, again.secret)).toBe(true);
  });

  test('removes the secret that it kept to be claimed', async () => {
    const { id } = await api.created(family, { secret_delivery: 'claim' });
    const lost = await rotated(id, run('r1'));
    const claimed = await api.claim(id).expect(200);
    await api.cutOff(run('r1'));
    await rotatedAgain(id, run('r2'));
    const again = await api.claim(id).expect(200);
    expect(again.body.secret).not.toBe(claimed.body.secret);
    const late = await api.claim(id, api.owner, { secret_version: lost.secret_version });
    expect(late.body).toMatchObject({ secret: null, unavailable: 'superseded' });
  });

  test.each([
    ['nothing at all', {}, '/ids'],
    ['versions that are none', { secret_versions: ['newest'] }, '/secret_versions/0'],
    ['a version below one', { secret_versions: [0] }, '/secret_versions/0'],
    ['too many', { secret_versions: Array(5001).fill(1) }, '/secret_versions'],
  ])('is not recorded by %s', async (_, body, pointer) => {
    const answer = await confirm(body).expect(422);
    expect(answer.body.errors[0]).toMatchObject({ pointer });
  });
});

describe.each(DATABASES)('the live secrets of a key, on %s,', (on) => {
  let api: KeyFamiliesApi;

  beforeAll(async () => {
    api = await startKeyFamilies(on);
  });
  afterAll(() => api.close());

  const liveSecrets = async (id: string): Promise<number> => {
    const now = api.clock.now().getTime();
    const rows = await api.database.knex('key_secrets').where({ key_id: id });
    return rows.filter(({ retires_at }) => retires_at === null || retires_at > now).length;
  };

  test.each(FAMILIES)(
    'are two at most under twenty concurrent rotations of a %s',
    async (family) => {
      const key = await api.created(family);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          api.rotate(family, key.id, OVERLAP, at % 2 === 0 ? {} : run(`r${at}`)),
        ),
      );
      const won = answers.filter(({ status }) => status === 200).map(({ body }) => body.secret);
      expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
      expect(won.length).toBeGreaterThan(0);
      expect(await liveSecrets(key.id)).toBe(2);
      const good = await Promise.all([key.secret, ...won].map((secret) => api.works(key, secret)));
      expect(good.filter(Boolean)).toHaveLength(2);
      expect(good[0]).toBe(true);
    },
  );

  test.each(someInFastRun([11, 12, 13], 3))(
    'are one or two after any sequence of events (seed %i)',
    async (seed) => {
      const random = drawer(seed);
      const family = random.oneOf(FAMILIES);
      const key = await api.created(family);
      const known: (string | null)[] = [key.secret];
      const versions = [key.secret_version];
      for (let step = 0; step < 40; step += 1) {
        const happening = random.oneOf([
          'rotate',
          'rotate',
          'rotate',
          'use',
          'confirm',
          'wait',
        ] as const);
        if (happening === 'rotate') {
          const headers = random.oneOf([{}, run(`r${step}`), run(`r${step}`), run('same')]);
          const body = random.oneOf([
            {},
            OVERLAP,
            { overlap: '2d' },
            { ...OVERLAP, public_jwk: drawPublicJwk() },
            { ...OVERLAP, secret_delivery: 'plain' },
          ]);
          const answer = await api.rotate(family, key.id, body, headers);
          if (answer.status === 200) {
            known.push(answer.body.secret);
            versions.push(answer.body.secret_version);
          } else {
            expect([409, 422]).toContain(answer.status);
          }
        } else if (happening === 'use') {
          await api.works(key, random.oneOf(known));
        } else if (happening === 'confirm') {
          const body = { secret_versions: [versions.at(-1)] };
          await api.owner.post('/v1/creations/confirm', body).expect(204);
        } else {
          api.clock.advance(random.oneOf([MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, DAY]));
        }
        const live = await liveSecrets(key.id);
        expect([1, 2]).toContain(live);
      }
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    },
  );
});

/** A small linear congruential generator: the same seed draws the same story again. */
function drawer(seed: number) {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return {
    oneOf<T>(choices: readonly T[]): T {
      const choice = choices[Math.floor(next() * choices.length)];
      if (choice === undefined) throw new Error('There is nothing to choose from.');
      return choice;
    },
  };
}
