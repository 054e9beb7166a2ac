import { isRefusal } from '../../../api/http/refused-attempt';
import { unknownReference } from '../../../api/domain/failure';
import type { Endpoint } from '../../../api/http/endpoint';
import { startServiceKeys, type ServiceKeysApi } from '../service-keys/service-key-api';

const NONE = '01k9t3x0v6m8q2w4e5r7y9z1ab';

describe('an object in a body that the caller may not see', () => {
  let api: ServiceKeysApi;

  beforeAll(async () => {
    api = await startServiceKeys('sqlite');
  });
  afterAll(() => api.close());

  const refusal = async (path: string, body: object) => {
    const answer = await api.owner.post(path, body);
    return [answer.status, answer.body.errors];
  };

  it('is 422 with a pointer, the same for an object of another team', async () => {
    const { stranger } = api;
    const account = (await stranger.post('/v1/service-accounts', { name: 'theirs' })).body.id;
    const serviceKey = (await api.paidKey({}, stranger)).id;
    const unknown = (what: string) => [
      422,
      [
        {
          pointer: `/${what}_id`,
          code: `unknown_${what}`,
          message: `This ${what.replace('_', ' ')} does not exist in this team, or you may not see it.`,
        },
      ],
    ];
    for (const service_account_id of [`sa_${NONE}`, account]) {
      const key = { service_account_id, name: 'key', expires_in: '1d' };
      expect(await refusal('/v1/service-account-keys', key)).toEqual(unknown('service_account'));
      const trust = { issuer: 'https://issuer.example', subject_pattern: 'repo:a/b:ref' };
      const identity = { service_account_id, name: 'trust', ...trust };
      expect(await refusal('/v1/federated-identities', identity)).toEqual(
        unknown('service_account'),
      );
    }
    for (const service_key_id of [`svk_${NONE}`, serviceKey]) {
      const token = { service_key_id, kind: 'shared' };
      expect(await refusal('/v1/service-key-tokens', token)).toEqual(unknown('service_key'));
    }
  });

  it('is recorded in the trail as an attempt, as a 404 would be', () => {
    const endpoint = { method: 'post' } as Endpoint;
    expect(isRefusal(unknownReference('service account', '/service_account_id'), endpoint)).toBe(
      true,
    );
    expect(isRefusal(unknownReference('role', '/role_ids/0'), endpoint)).toBe(false);
  });

  it('keeps a stored answer from a member who may no longer see its service key', async () => {
    const { owner, user } = api;
    const key = await api.paidKey({ member_ids: [user.id] });
    const header = { 'idempotency-key': '0198c0de-0000-4000-8000-00000000abcd' };
    const body = { service_key_id: key.id, kind: 'personal', name: 'mine' };
    const made = await user.post('/v1/service-key-tokens', body, header).expect(201);
    expect((await user.post('/v1/service-key-tokens', body, header)).body.id).toBe(made.body.id);
    await owner.patch(`/v1/service-keys/${key.id}`, { member_ids: [] }).expect(200);
    const replayed = await user.post('/v1/service-key-tokens', body, header);
    expect(replayed.status).not.toBe(201);
    expect(replayed.body.secret).toBeUndefined();
  });
});
