import { createTestApi, type TestApi } from '../../support/api';
import { createManualClock } from '../../support/manual-clock';

const DAY = 86_400_000;

describe('periods on a clock that moves with every reading', () => {
  let api: TestApi;

  beforeAll(async () => {
    const still = createManualClock();
    const clock = {
      ...still,
      now() {
        still.advance(1);
        return still.now();
      },
    };
    api = await createTestApi('sqlite', { clock });
  });
  afterAll(() => api.close());

  const post = async (path: string, body: object) =>
    (await api.as(api.team.owner).post(path).send(body)).body as Record<string, string>;
  const between = (from = '', to = '') => Date.parse(to) - Date.parse(from);

  it('begin at the creation to the millisecond, for keys of every family', async () => {
    const account = await post('/v1/service-accounts', { name: 'ci' });
    const serviceKey = await post('/v1/service-keys', { name: 'app', accept_terms: '2026-11' });
    const created = [
      await post('/v1/application-keys', { expires_in: '30d' }),
      await post('/v1/service-account-keys', {
        service_account_id: account['id'],
        name: 'key',
        expires_in: '30d',
      }),
      await post('/v1/service-key-tokens', {
        service_key_id: serviceKey['id'],
        kind: 'shared',
        expires_in: '30d',
      }),
    ];
    for (const key of created) {
      expect(between(key['created_at'], key['expires_at'])).toBe(30 * DAY);
      expect(key['secret_created_at']).toBe(key['created_at']);
    }
  });

  it('begin at the rotation to the millisecond, for an overlap and for a claim', async () => {
    const key = await post('/v1/application-keys', {
      secret_delivery: 'claim',
      claim_window: '2d',
    });
    const claim = key['secret_claim'] as unknown as { claimable_until: string };
    expect(between(key['created_at'], claim.claimable_until)).toBe(2 * DAY);
    const rotated = await post(`/v1/application-keys/${key['id']}/rotate`, { overlap: '1d' });
    const retiring = rotated['retiring_secret'] as unknown as { retires_at: string };
    expect(between(rotated['secret_created_at'], retiring.retires_at)).toBe(DAY);
  });
});
