import { randomBytes } from 'node:crypto';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { createKnexSigningKeyStore } from '../../../api/oauth/signing-key-store';
import { createSigningKeyRing } from '../../../api/oauth/signing-key-ring';
import { checkMasterKey } from '../../../api/sealing/check-master-key';
import { createKnexSealingKeyStore } from '../../../api/sealing/sealing-key-store';
import { MasterKeyError, type MasterKeys } from '../../../api/sealing/master-key';
import { rekey } from '../../../api/sealing/rekey';
import { createSealer, SealError, sealedUnder, type Sealer } from '../../../api/sealing/sealer';
import { DATABASES, type DatabaseName } from '../../support/api';
import { createManualClock, DAY } from '../../support/manual-clock';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

const former = randomBytes(32);
const latter = randomBytes(32);
const before = createSealer({ current: former, previous: null });
const changing = createSealer({ current: latter, previous: former });
const after = createSealer({ current: latter, previous: null });

describe.each(DATABASES)('the master key of a database on %s', (on) => {
  let database: Database;
  let own: TestDatabase | undefined;
  const clock = createManualClock();

  beforeEach(async () => {
    ({ database, own } = await openEmpty(on));
  });

  afterEach(async () => {
    await database.close();
    await own?.drop();
  });

  const store = () => createKnexSealingKeyStore(database);
  const start = (sealer: Sealer) =>
    checkMasterKey({ store: store(), sealer, unitOfWork: database, clock });
  const signingKeys = () => createKnexSigningKeyStore(database);
  const ring = (sealer: Sealer) => createSigningKeyRing({ store: signingKeys(), sealer, clock });
  const change = (sealer: Sealer) =>
    rekey({ sealer, store: store(), resealable: [signingKeys()], unitOfWork: database });

  it('is remembered by a check value, and another is refused in plain words', async () => {
    await start(before);
    await start(before);
    await expect(start(after)).rejects.toThrow(MasterKeyError);
    await expect(start(after)).rejects.toThrow(/does not belong to this database/);
    await expect(start(createSealer(strangers()))).rejects.toThrow(MasterKeyError);
    await start(before);
  });

  it('changes: both keys open meanwhile, and the previous one is refused once everything was moved', async () => {
    await start(before);
    const { id } = await ring(before).signingKey();
    await start(changing);
    await expect(start(after)).rejects.toThrow(/also contains data that was sealed with/);
    expect((await ring(changing).signingKey()).id).toBe(id);

    expect(await change(changing)).toBe(1);
    expect(await change(changing)).toBe(0);
    for (const { sealedPrivateJwk } of await signingKeys().all()) {
      expect(sealedUnder(sealedPrivateJwk)).toBe(after.keyIds.current);
    }
    await start(after);
    expect((await ring(after).signingKey()).id).toBe(id);
    await expect(start(before)).rejects.toThrow(MasterKeyError);
    await expect(ring(before).signingKey()).rejects.toThrow(SealError);
  });

  it('lets a server with the previous key keep signing', async () => {
    await start(before);
    const running = ring(before);
    const { id } = await running.signingKey();
    await start(changing);
    await change(changing);
    clock.advance(DAY);
    expect((await running.signingKey()).id).toBe(id);
  });

  it('changes completely or not at all', async () => {
    await start(before);
    await ring(before).signingKey();
    await start(changing);
    const broken = {
      sealedRowsForUpdate: () => Promise.reject(new Error('broken')),
      replaceSealed: () => Promise.resolve(),
    };
    const resealable = [signingKeys(), broken];
    await expect(
      rekey({ sealer: changing, store: store(), resealable, unitOfWork: database }),
    ).rejects.toThrow('broken');
    const [key] = await signingKeys().all();
    expect(sealedUnder(key?.sealedPrivateJwk ?? '')).toBe(before.keyIds.current);
    expect((await store().all()).map(({ id }) => id).sort()).toEqual(
      [before.keyIds.current, after.keyIds.current].sort(),
    );
  });

  it('changes once if two commands run at the same moment', async () => {
    await start(before);
    await ring(before).signingKey();
    await start(changing);
    const moved = await Promise.all([change(changing), change(changing)]);
    expect(moved.sort()).toEqual([0, 1]);
  });

  it('is refused if its check value was altered', async () => {
    await start(before);
    await database
      .knex('sealing_keys')
      .update({ check_value: before.seal('keyplane', 'elsewhere') });
    await expect(start(before)).rejects.toThrow(/check value of the master key .* was altered/);
  });

  it('seals one signing key for replicas that start together, and one for each rotation', async () => {
    const replicas = Array.from({ length: 5 }, () => ring(before));
    const ids = async () => {
      const keys = await Promise.all(replicas.map((replica) => replica.signingKey()));
      return new Set(keys.map(({ id }) => id)).size;
    };
    expect(await ids()).toBe(1);
    clock.advance(30 * DAY);
    expect(await ids()).toBe(1);
    expect(await signingKeys().all()).toHaveLength(2);
  });

  it('does not open a signing key’s private half in another row', async () => {
    await ring(before).signingKey();
    await database.knex('signing_keys').update({ id: 'another' });
    await expect(ring(before).signingKey()).rejects.toThrow(SealError);
  });
});

function strangers(): MasterKeys {
  return { current: randomBytes(32), previous: randomBytes(32) };
}

async function openEmpty(on: DatabaseName) {
  const own = on === 'postgres' ? await createTestDatabase() : undefined;
  const database = openDatabase(own?.url ?? 'sqlite::memory:');
  await migrate(database);
  return { database, own };
}
