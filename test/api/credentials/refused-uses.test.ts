import { createRefusedUses } from '../../../api/credentials/refused-uses';
import { NO_GRANT } from '../../../api/domain/permission';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { createManualClock, HOUR } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

test('one event an hour is recorded for each key and reason', () => {
  const clock = createManualClock();
  const recordRefusedUse = jest.fn(() => Promise.resolve());
  const refused = createRefusedUses({ audit: { recordRefusedUse }, clock });
  const recorded = async () => {
    await refused.close();
    return recordRefusedUse.mock.calls.length;
  };
  const note = (id: string, code: 'disabled' | 'revoked') => {
    const facts = {
      id,
      family: 'token' as const,
      teamId: 'team_1',
      ownerKind: 'member' as const,
      ownerId: 'mem_1',
    };
    const names = { serviceKeyId: null, name: null, description: null, clientId: 'kpi_1' };
    const times = { expiresAt: null, disabledAt: null, revokedAt: null, createdAt: clock.now() };
    const key = { ...facts, ...names, ...times, used: true } as const;
    const principal = {
      kind: 'service_key',
      id,
      name: 'key',
      teamId: 'team_1',
      credential: { kind: 'key', id },
    } as const;
    const origin = { requestId: 'request-1', ip: '192.0.2.1' };
    refused.note({ key, principal: { ...principal, grant: NO_GRANT } }, code, origin, null);
  };
  return (async () => {
    for (let use = 0; use < 100; use += 1) note('tok_1', 'disabled');
    expect(await recorded()).toBe(1);
    note('tok_2', 'disabled');
    note('tok_1', 'revoked');
    expect(await recorded()).toBe(3);
    clock.advance(HOUR);
    note('tok_1', 'disabled');
    expect(await recorded()).toBe(4);
  })();
});

describe.each(DATABASES)('the right secret of a key that is not valid, on %s,', (on) => {
  let api: OAuthApi;
  let verifier: IssuedKey;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on);
    verifier = await api.issueKey(['keys.verify']);
  });
  beforeEach(async () => {
    key = await api.issueKey([]);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);
  const path = () => `/v1/service-account-keys/${key.id}`;
  const refusals = async () => {
    const { body } = await owner().get(`/v1/audit-events?target_id=${key.id}`).expect(200);
    const events = body.items as { action: string; outcome: string }[];
    return events.filter(({ action }) => action === 'service_account_key.refused');
  };
  const disable = () => owner().patch(path()).send({ enabled: false }).expect(200);
  const revoke = () => owner().delete(path()).expect(204);
  const form = () => ({ client_id: key.clientId, client_secret: key.secret });

  it.each([
    ['as a caller', disable, 'disabled', () => api.as(key).get('/v1/whoami').expect(401)],
    ['as an OAuth client', revoke, 'revoked', () => api.post('/oauth2/token', form()).expect(401)],
    [
      'to a service that has it verified',
      disable,
      'disabled',
      () => api.as(verifier).post('/v1/keys/verify').send({ secret: key.secret }).expect(200),
    ],
    [
      'as leaked',
      revoke,
      'revoked',
      () =>
        api
          .as()
          .post('/v1/keys/revoke-leaked')
          .send({ secrets: [key.secret] })
          .expect(200),
    ],
    [
      'for revocation',
      revoke,
      'revoked',
      () => api.post('/oauth2/revoke', { token: key.secret }, verifier).expect(200),
    ],
  ])('is in the trail once it is presented %s', async (_how, end, outcome, present) => {
    await end();
    await present();
    await present();
    await eventually(async () =>
      expect(await refusals()).toEqual([
        expect.objectContaining({ outcome, ip: expect.any(String) }),
      ]),
    );
    expect(JSON.stringify(await refusals())).not.toContain(key.secret);
  });

  it('is in the trail once an hour while its team is suspended, however it is presented', async () => {
    const team = await api.foundTeam('soon-suspended');
    const used = await api.issueKey([], { team });
    const suspend = (suspended: boolean) =>
      api.as(api.operator).patch(`/v1/teams/${team.id}`).send({ suspended }).expect(200);
    const inTrail = async (times: number) => {
      // The owner can read the trail only while the team is not suspended.
      await suspend(false);
      const trail = `/v1/audit-events?target_id=${used.id}`;
      await eventually(async () => {
        const { body } = await api.as(team.owner).get(trail).expect(200);
        const events = (body.items as { action: string; outcome: string; ip: string }[]).filter(
          ({ action }) => action === 'service_account_key.refused',
        );
        const refused = { outcome: 'team_suspended', ip: expect.any(String) };
        expect(events).toEqual(
          Array.from({ length: times }, () => expect.objectContaining(refused)),
        );
      });
    };
    const present = async () => {
      await suspend(true);
      const answer = await api.as(used).get('/v1/whoami').expect(401);
      expect(answer.body.detail).toMatch(/team of this key is suspended. Ask the operator/);
      const form = { grant_type: 'client_credentials' };
      await api.post('/oauth2/token', form, used).expect(401);
      await api.as(used).get('/v1/whoami').expect(401);
    };

    await present();
    await inTrail(1);
    await present();
    await inTrail(1);
    api.clock.advance(HOUR);
    await present();
    await inTrail(2);
  });
});
