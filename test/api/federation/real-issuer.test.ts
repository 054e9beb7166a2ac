import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createTestApi, type TestApi } from '../../support/api';
import { JWT_TYPE, LOOPBACK, TOKEN_EXCHANGE } from './support/federation-api';

const ON_LOOPBACK = {
  allowInsecure: true,
  allowedRanges: LOOPBACK,
  certificateAuthorities: null,
};

describe('an independent issuer (oidc-provider)', () => {
  let process: ChildProcess;
  let issuer: string;
  let api: TestApi;

  beforeAll(async () => {
    const script = path.join(__dirname, 'support', 'real-issuer.ts');
    process = spawn(globalThis.process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (process.stdout === null) throw new Error('The issuer prints nothing.');
    [issuer] = (await once(createInterface(process.stdout), 'line')) as [string];
    api = await createTestApi('sqlite', {
      federation: ON_LOOPBACK,
    });
  });

  afterAll(async () => {
    process.kill();
    await api.close();
  });

  async function tokenFor(audience: string): Promise<string> {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('pipeline:of-the-pipeline')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    return access_token;
  }

  test('lets its client act for a service account that trusts it', async () => {
    const owner = api.as(api.team.owner);
    const account = await owner.post('/v1/service-accounts').send({ name: 'CI', role_ids: [] });
    const trust = {
      service_account_id: account.body.id as string,
      name: 'Pipeline',
      issuer,
      subject_pattern: 'pipeline',
      claims: { client_id: 'pipeline' },
      replay_protection: true,
    };
    await owner.post('/v1/federated-identities').send(trust).expect(201);

    const exchange = (subject_token: string) =>
      api.as().post('/oauth2/token').type('form').send({
        grant_type: TOKEN_EXCHANGE,
        client_id: trust.service_account_id,
        subject_token,
        subject_token_type: JWT_TYPE,
      });
    const token = await tokenFor(api.url);
    const { body } = await exchange(token).expect(200);
    const whoami = await api
      .as()
      .get('/v1/whoami')
      .set('authorization', `Bearer ${body.access_token}`)
      .expect(200);
    expect(whoami.body.id).toBe(trust.service_account_id);
    await exchange(token).expect(400);
    await exchange(await tokenFor('https://elsewhere.example.com')).expect(400);
  });

  // This must be the last test, because it stops the issuer.
  test('cannot be reached after it has stopped, so its token is refused only for now', async () => {
    // This server has not asked the issuer for its keys yet.
    const another = await createTestApi('sqlite', { federation: ON_LOOPBACK });
    const token = await tokenFor(another.url);
    process.kill();
    await once(process, 'exit');
    const owner = another.as(another.team.owner);
    const account = await owner.post('/v1/service-accounts').send({ name: 'CI', role_ids: [] });
    const service_account_id = account.body.id as string;
    const trust = { service_account_id, name: 'Pipeline', issuer, subject_pattern: 'pipeline' };
    await owner.post('/v1/federated-identities').send(trust).expect(201);
    const answer = await another.as().post('/oauth2/token').type('form').send({
      grant_type: TOKEN_EXCHANGE,
      client_id: service_account_id,
      subject_token: token,
      subject_token_type: JWT_TYPE,
    });
    expect([answer.status, answer.body.error]).toEqual([503, 'temporarily_unavailable']);
    expect(answer.get('retry-after')).toBe('10');
    await another.close();
  });
});
