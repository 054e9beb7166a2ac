import { DATABASES, type Credentials } from '../../support/api';
import { beginRun, type Created } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

interface Holdings {
  readonly memberId: string;
  readonly memberKey: Created;
  readonly accountKey: Created;
  readonly identityId: string;
  readonly personalToken: Created;
  readonly sharedToken: Created;
}

describe.each(DATABASES)('an object that a state holds, on %s,', (on) => {
  let api: CreationsApi;
  let held: Holdings;

  beforeEach(async () => {
    api = await startCreations(on);
    held = await makeAndName();
  });
  afterEach(() => api.close());

  const post = async (path: string, body: object, by: Credentials = api.team.owner) =>
    (await api.as(by).post(path).send(body).expect(201)).body as Created;

  async function makeAndName(): Promise<Holdings> {
    const admin = await api.joinAsAdmin();
    const { body } = await api.as(admin).get('/v1/whoami').expect(200);
    const memberId = (body.member?.id ?? body.id) as string;
    const service_key_id = api.serviceKeyId;
    await assign([memberId]);
    const tokenPath = api.pathOf('token');
    const personal = { service_key_id, kind: 'personal' };
    const account = { service_account_id: api.accountId };
    const identity = { ...api.bodyOf('federated_identity'), ...account };
    const made = {
      memberId,
      memberKey: await post('/v1/application-keys', {}, admin),
      accountKey: await post(api.pathOf('service_account_key'), {
        ...api.bodyOf('service_account_key'),
      }),
      identityId: (await post(api.pathOf('federated_identity'), identity)).id,
      personalToken: await post(tokenPath, personal, admin),
      sharedToken: await post(tokenPath, { service_key_id, kind: 'shared' }),
    };
    await (
      await beginRun(api)
    )
      .name([
        made.memberId,
        made.identityId,
        api.accountId,
        api.serviceKeyId,
        made.accountKey.id,
        made.personalToken.id,
        made.sharedToken.id,
      ])
      .expect(204);
    // Only the member who owns the key sees it, so only that member can report that a state holds
    // it.
    await (await beginRun(api, { by: admin })).name([made.memberKey.id]).expect(204);
    expect(await remaining()).toHaveLength(8);
    return made;
  }

  const assign = (member_ids: readonly string[]) =>
    api.owner().patch(`/v1/service-keys/${api.serviceKeyId}`).send({ member_ids }).expect(200);

  async function remaining(): Promise<readonly string[]> {
    const { body } = await api.owner().get('/v1/creations?stack=prod').expect(200);
    return (body.items as { id: string }[]).map(({ id }) => id);
  }

  async function expectGone(...ids: readonly string[]): Promise<void> {
    const left = await remaining();
    expect(ids.filter((id) => left.includes(id))).toEqual([]);
    expect(left).toHaveLength(8 - ids.length);
    const { body } = await api.owner().get('/v1/stack').set('Keyplane-Stack', 'prod').expect(200);
    expect(body.recorded_count).toBe(8 - ids.length);
  }

  test('ends with the member who leaves: the application key and the personal token', async () => {
    await api.owner().delete(`/v1/members/${held.memberId}`).expect(204);
    await expectGone(held.memberId, held.memberKey.id, held.personalToken.id);
  });

  test('ends with an assignment: the personal token', async () => {
    await assign([]);
    await expectGone(held.personalToken.id);
  });

  test('ends with a service account: its keys and federated identities', async () => {
    await api.owner().delete(`/v1/service-accounts/${api.accountId}`).expect(200);
    await expectGone(api.accountId, held.accountKey.id, held.identityId);
  });

  test('ends with a service key: every token on it', async () => {
    await api.owner().delete(`/v1/service-keys/${api.serviceKeyId}`).expect(204);
    await expectGone(api.serviceKeyId, held.personalToken.id, held.sharedToken.id);
  });

  test.each(['memberKey', 'accountKey', 'personalToken', 'sharedToken'] as const)(
    'ends if its secret has leaked: %s',
    async (which) => {
      const secrets = [held[which].secret];
      await api.as().post('/v1/keys/revoke-leaked').send({ secrets }).expect(200);
      await expectGone(held[which].id);
    },
  );

  test('ends with the leaked key that created it', async () => {
    const { memberKey } = held;
    const creator = { clientId: memberKey.client_id, secret: memberKey.secret };
    const body = { ...api.bodyOf('service_account_key'), name: 'child' };
    const child = await post(api.pathOf('service_account_key'), body, creator);
    await (await beginRun(api)).name([child.id]).expect(204);
    expect(await remaining()).toHaveLength(9);
    const leaked = { secrets: [memberKey.secret], cascade: true };
    await api.as().post('/v1/keys/revoke-leaked').send(leaked).expect(200);
    const left = await remaining();
    expect(left).toHaveLength(7);
    expect(left).not.toContain(child.id);
  });

  test.each(['memberKey', 'accountKey', 'sharedToken'] as const)(
    'ends if its owner revokes it by OAuth: %s',
    async (which) => {
      const { id, client_id: clientId, secret } = held[which];
      const client = api.as({ clientId, secret });
      await client.post('/oauth2/revoke').type('form').send({ token: secret }).expect(200);
      await expectGone(id);
    },
  );
});
