import { DATABASES } from '../../support/api';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

const CREATES = 8;
const ROUNDS = 4;

describe.each(DATABASES)('a key that creates keys while it is reported as leaked, on %s,', (on) => {
  let api: OAuthApi;

  beforeAll(async () => {
    api = await createOAuthApi(on);
  });
  afterAll(() => api.close());

  const report = ({ secret }: IssuedKey) =>
    api
      .as()
      .post('/v1/keys/revoke-leaked')
      .send({ secrets: [secret], cascade: true })
      .expect(200);

  it('leaves no working key behind, whichever comes first', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const leaked = await api.issueKey(['service_account_keys.create']);
      const accounts = [await api.issueKey([]), await api.issueKey([])];
      const creates = Array.from({ length: CREATES }, (_none, at) => {
        const { accountId } = accounts[at % accounts.length] ?? leaked;
        const body = { service_account_id: accountId, name: `key-${at}`, expires_in: '1d' };
        return api.as(leaked).post('/v1/service-account-keys').send(body);
      });
      const [answers] = await Promise.all([Promise.all(creates), report(leaked)]);
      const made = answers.filter(({ status }) => status === 201);
      expect(answers.every(({ status }) => status === 201 || status === 401)).toBe(true);
      for (const { body } of made) {
        const child = { clientId: body.client_id as string, secret: body.secret as string };
        await api.as(child).get('/v1/whoami').expect(401);
      }
    }
  });

  it('is refused even if it was accepted before it was revoked', async () => {
    const leaked = await api.issueKey([]);
    const account = await api.issueKey([]);
    await report(leaked);
    const issued = api.slices.keys.issue(
      { id: leaked.accountId, keyId: leaked.id },
      {
        family: 'service_account_key',
        teamId: api.team.id,
        ownerKind: 'service_account',
        ownerId: account.accountId,
        name: 'late',
        description: null,
        expiresAt: () => null,
        enabled: true,
        delivery: { kind: 'plain' },
      },
    );
    await expect(issued).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
