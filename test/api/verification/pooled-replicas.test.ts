import { hasPgBouncer, WITHOUT_PGBOUNCER, type PoolMode } from '../../support/pgbouncer';
import { startReplicas, type Replicas } from './support/replicas';
import { asker, createWatchedKey, now, observe, type WatchedKey } from './support/watched-key';

/** How long another replica may still answer with the old state. */
const BOUND_MILLIS = 1000;
const KEYS = 4;

const behindPgBouncer = hasPgBouncer ? describe.each : describe.skip.each;

behindPgBouncer<PoolMode>(['transaction', 'session'])(
  `two replicas behind PgBouncer in %s mode${hasPgBouncer ? '' : ` (${WITHOUT_PGBOUNCER})`}`,
  (mode) => {
    let replicas: Replicas;

    beforeAll(async () => {
      replicas = await startReplicas(mode);
    });

    afterAll(() => replicas.close());

    const revoke = (key: WatchedKey) => {
      const { requester, both } = replicas;
      return requester.done(
        'DELETE',
        `${both[0].url}/v1/service-account-keys/${key.id}`,
        key.owner,
      );
    };

    /** When the other replica accepted the key after its revocation, in milliseconds. */
    async function acceptancesAfterRevocation(key: WatchedKey): Promise<readonly number[]> {
      const ask = asker(replicas, replicas.both[1], key);
      await revoke(key);
      const revokedAt = now();
      const observations = await observe(
        () => ask('verify its secret'),
        () => now() > revokedAt + BOUND_MILLIS + 200,
      );
      expect(observations.at(-1)?.good).toBe(false);
      return observations
        .filter(({ good }) => good)
        .map(({ answeredAt }) => answeredAt - revokedAt)
        .filter((millis) => millis > BOUND_MILLIS);
    }

    it('hear of revocations within a second, even if nothing happened for a while', async () => {
      const keys: WatchedKey[] = [];
      for (let count = 0; count < KEYS; count += 1) keys.push(await createWatchedKey(replicas));
      for (const key of keys) {
        // From the second question on, the other replica has cached the key.
        const ask = asker(replicas, replicas.both[1], key);
        for (let turn = 0; turn < 3; turn += 1) expect(await ask('verify its secret')).toBe(true);
      }
      expect(await Promise.all(keys.map(acceptancesAfterRevocation))).toEqual(keys.map(() => []));
    });

    it('hear of changes without asking the database for every request', async () => {
      for (const { process } of replicas.both) {
        const metrics = await process.metrics();
        expect(metrics).toMatch(/^keyplane_change_feed_current 1$/m);
        expect(metrics).toMatch(/^keyplane_change_feed_outages_total 0$/m);
        expect(process.lines().filter(({ level }) => level === 'error')).toEqual([]);
      }
    });
  },
);
