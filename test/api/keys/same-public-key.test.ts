import { DATABASES } from '../../support/api';
import { HOUR } from '../../support/manual-clock';
import {
  drawPublicJwk,
  FAMILIES,
  run,
  startKeyFamilies,
  type KeyFamiliesApi,
} from './key-families';

describe.each(DATABASES)('a rotation to the current public key, on %s,', (on) => {
  let api: KeyFamiliesApi;

  beforeAll(async () => {
    api = await startKeyFamilies(on);
  });
  afterAll(() => api.close());

  test.each(FAMILIES)('of a %s is refused, and starts no overlap', async (family) => {
    const public_jwk = { ...drawPublicJwk(), kid: 'mine' };
    const { id, secret_version } = await api.created(family, { public_jwk });
    const { kty, crv, x, y } = public_jwk;
    for (const same of [public_jwk, { y, x, kty, crv }, { ...public_jwk, kid: 'other' }]) {
      const { status, body } = await api.rotate(family, id, { public_jwk: same, overlap: '1h' });
      expect([status, body.code]).toEqual([409, 'public_key_unchanged']);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/public_jwk' })]);
    }
    expect(await api.read(family, id)).toMatchObject({ secret_version, retiring_secret: null });
  });

  test('is refused only for the newest public key, and an earlier one may be used again once it has ended', async () => {
    const [first, second] = [drawPublicJwk(), drawPublicJwk()];
    const family = 'service_account_key';
    const { id } = await api.created(family, { public_jwk: first });
    await api.rotated(family, id, { public_jwk: second, overlap: '1h' });
    api.clock.advance(HOUR);
    await api.rotated(family, id, { public_jwk: first, overlap: '1h' });
  });

  test('is allowed again for the next run if a run was cut off while rotating to it', async () => {
    const family = 'service_account_key';
    const next = drawPublicJwk();
    const { id } = await api.created(family, { public_jwk: drawPublicJwk() });
    await api.rotated(family, id, { public_jwk: next, overlap: '1h' }, run('r1'));
    await api.cutOff(run('r1'));
    api.clock.advance(1);
    await api.owner.post('/v1/creations/confirm', { ids: [id] }, run('r2')).expect(204);
    await api.rotated(family, id, { public_jwk: next, overlap: '1h' }, run('r2'));
  });
});
