import { randomBytes } from 'node:crypto';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { createKnexSigningKeyStore } from '../../../api/oauth/signing-key-store';
import { createSigningKeyRing } from '../../../api/oauth/signing-key-ring';
import { checkMasterKey } from '../../../api/sealing/check-master-key';
import { discardLost, type Discardable } from '../../../api/sealing/discard-lost';
import { createKnexSealingKeyStore } from '../../../api/sealing/sealing-key-store';
import { MasterKeyError } from '../../../api/sealing/master-key';
import { createSealer, SealError, sealedUnder, type Sealer } from '../../../api/sealing/sealer';
import { DATABASES } from '../../support/api';
import { createManualClock, DAY } from '../../support/manual-clock';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

const [former, latter, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const before = createSealer({ current: former, previous: null });
const changing = createSealer({ current: latter, previous: former });
const after = createSealer({ current: latter, previous: null });

describe.each(DATABASES)('a row that a lost master key sealed, on %s,', (on) => {
  let database: Database;
  let own: TestDatabase | undefined;
  const clock = createManualClock();

  beforeEach(async () => {
    own = on === 'postgres' ? await createTestDatabase() : undefined;
    database = openDatabase(own?.url ?? 'sqlite::memory:');
    await migrate(database);
  });
  afterEach(async () => {
    await database.close();
    await own?.drop();
  });

  const store = () => createKnexSealingKeyStore(database);
  const signingKeys = () => createKnexSigningKeyStore(database);
  const ring = (sealer: Sealer) => createSigningKeyRing({ store: signingKeys(), sealer, clock });
  const start = (sealer: Sealer) =>
    checkMasterKey({ store: store(), sealer, unitOfWork: database, clock });
  const sealersOfSigningKeys = async () =>
    (await signingKeys().all()).map(({ sealedPrivateJwk }) => sealedUnder(sealedPrivateJwk));

  async function discard(sealer: Sealer, slices: Record<string, Discardable> = {}) {
    const record = jest.fn(async () => {});
    const discarded = await discardLost({
      sealer,
      store: store(),
      record,
      unitOfWork: database,
      clock,
      slices: { signingKeys: signingKeys(), ...slices },
    });
    expect(record.mock.calls).toEqual(discarded === undefined ? [] : [[discarded]]);
    return discarded;
  }

  it('is discarded, and a new signing key replaces the lost one', async () => {
    await start(before);
    const { id } = await ring(before).signingKey();
    expect(await discard(after)).toEqual({
      lostKeyIds: [before.keyIds.current],
      counts: { signingKeys: 1 },
    });
    await start(after);
    expect((await ring(after).signingKey()).id).not.toBe(id);
    expect(await sealersOfSigningKeys()).toEqual([after.keyIds.current]);
    await expect(start(before)).rejects.toThrow(MasterKeyError);
    expect(await discard(after)).toBeUndefined();
  });

  it('is discarded, and everything that the configured keys open stays', async () => {
    await start(before);
    await ring(before).signingKey();
    await start(changing);
    clock.advance(30 * DAY);
    await ring(changing).signingKey();

    const back = createSealer({ current: third, previous: former });
    expect(await discard(back)).toEqual({
      lostKeyIds: [after.keyIds.current],
      counts: { signingKeys: 1 },
    });
    expect(await sealersOfSigningKeys()).toEqual([before.keyIds.current]);
    await start(back);
  });

  it('is discarded completely or not at all', async () => {
    await start(before);
    await ring(before).signingKey();
    const broken = { discardSealed: () => Promise.reject(new Error('broken')) };
    await expect(discard(after, { broken })).rejects.toThrow('broken');
    expect(await sealersOfSigningKeys()).toEqual([before.keyIds.current]);
    await start(before);
  });

  it('cannot be distinguished from altered data, so nothing is discarded if the check value is different', async () => {
    await start(before);
    await start(changing);
    await ring(changing).signingKey();
    const checkValue = before.seal('keyplane', 'elsewhere');
    await database
      .knex('sealing_keys')
      .where({ id: before.keyIds.current })
      .update({ check_value: checkValue });
    await expect(discard(before)).rejects.toThrow(/was altered/);
    expect(await sealersOfSigningKeys()).toEqual([after.keyIds.current]);
  });

  it('is discarded even if the database no longer remembers the key', async () => {
    await start(before);
    await ring(before).signingKey();
    await database.knex('sealing_keys').delete();
    await start(after);
    await expect(ring(after).signingKey()).rejects.toThrow(SealError);
    expect(await discard(after)).toEqual({ lostKeyIds: [], counts: { signingKeys: 1 } });
    await ring(after).signingKey();
  });

  it('does not exist in a new database, or with the right key', async () => {
    expect(await discard(before)).toBeUndefined();
    expect(await store().all()).toEqual([]);
    await start(before);
    await ring(before).signingKey();
    expect(await discard(before)).toBeUndefined();
    expect(await discard(changing)).toBeUndefined();
    expect(await sealersOfSigningKeys()).toEqual([before.keyIds.current]);
  });
});
