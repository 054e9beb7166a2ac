import { drawRunId } from '../../../provider/run-id';
import { DATABASES } from '../../support/api';
import { startKeyFamilies, run, type Family, type KeyFamiliesApi } from '../keys/key-families';

/** A run that was cut off, and the one that took up its work a second later. */
const EARLIER = run(drawRunId(new Date('2026-11-21T04:00:00Z')));
const LATER = run(drawRunId(new Date('2026-11-21T04:00:01Z')));

const FAMILY: Family = 'service_account_key';
const OVERLAP = { overlap: '1h' };

describe.each(DATABASES)('a request that arrives when a later run is done, on %s,', (on) => {
  let api: KeyFamiliesApi;

  beforeEach(async () => {
    api = await startKeyFamilies(on);
  });
  afterEach(() => api.close());

  test('creates nothing, and leaves alone what the later run has made', async () => {
    const kept = await api.created(FAMILY, { name: 'deploy' }, LATER);
    await expect(api.created(FAMILY, { name: 'deploy' }, EARLIER)).rejects.toThrow(/409/);
    expect(await api.works(kept, kept.secret)).toBe(true);
  });

  test.each([
    ['confirmed', (id: string) => api.owner.post('/v1/creations/confirm', { ids: [id] })],
    ['revoked', (id: string) => api.owner.delete(`/v1/service-account-keys/${id}`)],
  ])('creates nothing, also where that is %s by then', async (_what, settle) => {
    const { id } = await api.created(FAMILY, { name: 'deploy' }, LATER);
    await settle(id).expect(204);
    await expect(api.created(FAMILY, { name: 'deploy' }, EARLIER)).rejects.toThrow(/409/);
  });

  test('rotates nothing, and the secret of the later run lives on', async () => {
    const key = await api.created(FAMILY);
    const kept = await api.rotated(FAMILY, key.id, OVERLAP, LATER);
    const { status, body } = await api.rotate(FAMILY, key.id, OVERLAP, EARLIER);
    expect(`${status} ${body.code}`).toBe('409 rotation_in_progress');
    expect(body.detail).toContain('A later run of this stack');
    expect(await api.works(key, kept.secret)).toBe(true);
  });

  test('is replaced where it came in time, as any other that was cut off', async () => {
    const orphan = await api.created(FAMILY, { name: 'deploy' }, EARLIER);
    const kept = await api.created(FAMILY, { name: 'deploy' }, LATER);
    expect(await api.works(orphan, orphan.secret)).toBe(false);
    expect(await api.works(kept, kept.secret)).toBe(true);
  });
});
