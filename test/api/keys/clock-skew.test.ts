import { DATABASES } from '../../support/api';
import { SECOND } from '../../support/manual-clock';
import { startKeyFamilies, type KeyFamiliesApi } from './key-families';

/** The clock of the machine that answers may be behind the clock of the machine that ended the secret. */
describe.each(DATABASES)('on %s, with clocks that differ by 10 seconds,', (on) => {
  let api: KeyFamiliesApi;

  beforeEach(async () => {
    api = await startKeyFamilies(on);
  });
  afterEach(() => api.close());

  const family = 'service_account_key';
  const answerOfReplicaBehind = () => api.clock.advance(-10 * SECOND);

  test('a rotation without overlap ends the old secret at once', async () => {
    const key = await api.created(family);
    const rotated = await api.rotated(family, key.id, {});
    answerOfReplicaBehind();
    expect(await api.works(key, key.secret)).toBe(false);
    expect(await api.works(key, rotated.secret)).toBe(true);
  });

  test('a leaked secret that was retiring ends at once', async () => {
    const key = await api.created(family);
    const rotated = await api.rotated(family, key.id, { overlap: '1h' });
    await api.owner.post('/v1/keys/revoke-leaked', { secrets: [key.secret] }).expect(200);
    answerOfReplicaBehind();
    expect(await api.works(key, key.secret)).toBe(false);
    expect(await api.works(key, rotated.secret)).toBe(true);
  });
});
