import { generateKeyPairSync } from 'node:crypto';
import { DAY } from '../support/manual-clock';
import {
  createKeyplaneWorkspace,
  providerBlock,
  type KeyplaneWorkspace,
} from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';

const TOKEN = 'keyplane_service_key_token.own';

const token = (serviceKeyId: string, more = '') => `
resource "keyplane_service_key_token" "own" {
  service_key_id = "${serviceKeyId}"
  kind           = "personal"
  rotation       = { every = "30d" }
  ${more}
}`;

describe('the personal token of a member, rotated with somebody else’s credentials (S3)', () => {
  let workspace: KeyplaneWorkspace;
  let serviceKeyId: string;
  let member: { client_id: string; client_secret: string };

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
    const owner = workspace.outside();
    const person = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const invited = await owner.post('/v1/members').send(person).expect(201);
    const joined = await workspace.api
      .as()
      .post('/v1/invitations/accept')
      .send({ token: invited.body.invitation.token })
      .expect(200);
    const { client_id, secret: client_secret } = joined.body.application_key;
    member = { client_id, client_secret };
    const key = { name: 'app', accept_terms: '2026-11', member_ids: [invited.body.id] };
    serviceKeyId = (await owner.post('/v1/service-keys').send(key).expect(201)).body.id;
    await actAs(member);
    await workspace.configure(token(serviceKeyId));
    await workspace.apply();
    workspace.api.clock.advance(30 * DAY);
  });
  afterEach(() => workspace.cleanup());

  const actAs = (credentials: Partial<typeof member>) =>
    workspace.write({
      'provider.tf': providerBlock(workspace.api, { ...credentials, stack: 'tokens' }),
    });

  it('leaves the new secret to that member to claim, and says so', async () => {
    const before = await workspace.applied(TOKEN);
    await actAs({});
    expect((await plannedChange(workspace, TOKEN)).text).toContain(
      'Otherwise the new secret waits until that member claims it',
    );
    const run = await workspace.apply();
    expect(run.stdout.replaceAll(/[│╷╵\s]+/g, ' ')).toContain(
      'the secret of a personal token is only for its member',
    );
    const after = await workspace.applied(TOKEN);
    expect(after).toMatchObject({ id: before.id, secret: null, secret_delivery: 'plain' });
    expect((await plannedChange(workspace, TOKEN)).actions).toEqual(['no-op']);

    const claim = `/v1/keys/${before.id}/claim`;
    await workspace.outside().post(claim).send({}).expect(403);
    const ada = { clientId: member.client_id, secret: member.client_secret };
    const { body } = await workspace.api.as(ada).post(claim).send({}).expect(200);
    expect(body).toMatchObject({ secret_version: after.secret_version });
    expect(body.secret).toMatch(/^kpt_/);
  });

  it('keeps the new secret in the state if the member rotates it', async () => {
    await workspace.apply();
    expect(await workspace.applied(TOKEN)).toMatchObject({
      secret: expect.stringMatching(/^kpt_/),
    });
  });

  it('refuses another delivery at its line', async () => {
    await actAs({});
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = JSON.stringify(JSON.stringify(publicKey.export({ format: 'jwk' })));
    await workspace.configure(token(serviceKeyId, `recipient_jwk = ${jwk}`));
    const { exitCode, stderr } = await workspace.run('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Only the member who owns a personal token gets its new secret');
  });
});
