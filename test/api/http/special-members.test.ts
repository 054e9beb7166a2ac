import { mayNameSpecialMember, refuseSpecialMembers } from '../../../api/http/special-members';
import { Failure } from '../../../api/domain/failure';
import { createFederationApi, type FederationApi } from '../federation/support/federation-api';

const SPECIAL_NAMES = {
  constructor: 'c',
  prototype: 'p',
  toString: 't',
  valueOf: 'v',
  hasOwnProperty: 'h',
  __defineGetter__: 'd',
};

function pointerOf(text: string): string | undefined {
  if (!mayNameSpecialMember(text)) return undefined;
  try {
    refuseSpecialMembers(JSON.parse(text));
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.errors[0]?.pointer;
    throw error;
  }
}

test.each([
  ['{"__proto__":1}', '/__proto__'],
  ['{"claims":{"__proto__":{"admin":"yes"}}}', '/claims/__proto__'],
  ['{"claims":{"\\u005f_proto__":null}}', '/claims/__proto__'],
  ['[{"a/b":[{"__pr\\u006fto__":1}]}]', '/0/a~1b/0/__proto__'],
  ['{"name":"__proto__"}', undefined],
  ['{"name":"\\u00e9"}', undefined],
  ['{"constructor":{"prototype":1}}', undefined],
  ['null', undefined],
])('in %s the refused member is %s', (text, pointer) => {
  expect(pointerOf(text)).toBe(pointer);
});

test('a deeply nested text is searched without recursion', () => {
  const depth = 100_000;
  const text = `${'['.repeat(depth)}{"__proto__":1}${']'.repeat(depth)}`;
  expect(pointerOf(text)).toContain('/0/__proto__');
});

describe('the API', () => {
  let api: FederationApi;
  let accountId: string;

  beforeAll(async () => {
    api = await createFederationApi();
    accountId = (await api.account(['reports.read'])).id;
  });
  afterAll(() => api.close());

  const send = (path: string, text: string, type = 'application/json') =>
    api.owner.post(path).type(type).send(text);
  const trust = (claims: string) =>
    JSON.stringify({ ...api.trustOf(accountId), claims: 0 }).replace(
      '"claims":0',
      `"claims":${claims}`,
    );
  const repository = '"repository_id":"1","repository_owner_id":"2"';

  test.each([
    [
      'claims',
      () => ['/v1/federated-identities', trust(`{${repository},"__proto__":"x"}`)],
      '/claims',
    ],
    [
      'an escaped claim',
      () => ['/v1/federated-identities', trust(`{${repository},"__proto\\u005f_":"x"}`)],
      '/claims',
    ],
    [
      'the parameters of a cost estimate',
      () => [
        '/v1/cost-estimates',
        '{"service_id":"s","model_id":"m","parameters":{"__proto__":1}}',
      ],
      '/parameters',
    ],
    [
      'a public key',
      () => [
        '/v1/service-account-keys',
        `{"service_account_id":"${accountId}","name":"k","expires_in":"1d","public_jwk":{"kty":"EC","__proto__":{"crv":"P-256"}}}`,
      ],
      '/public_jwk',
    ],
    [
      'the body of a dry run',
      () => [
        '/v1/dry-runs',
        '{"requests":[{"operation_id":"createRole","body":{"name":"r","__proto__":1}}]}',
      ],
      '/requests/0/body',
    ],
  ])('refuses `__proto__` in %s', async (_what, request, at) => {
    const [path = '', text = ''] = request();
    const { body } = await send(path, text).expect(422);
    expect(body.errors[0]).toMatchObject({ pointer: `${at}/__proto__`, code: 'unknown_field' });
  });

  test.each(['utf-16le', 'utf-7', 'utf-32'])('reads no body in %s', async (charset) => {
    const text = trust(`{${repository},"__proto__":"x"}`);
    const { body } = await api.owner
      .post('/v1/federated-identities')
      .set('content-type', `application/json; charset=${charset}`)
      .serialize(() => Buffer.from(text, 'utf16le') as unknown as string)
      .send({})
      .expect(415);
    expect(body.code).toBe('unsupported_media_type');
  });

  test('keeps claims with the names of members that every object has', async () => {
    const body = {
      ...api.trustOf(accountId),
      claims: { ...api.trustOf(accountId).claims, ...SPECIAL_NAMES },
    };
    const made = await api.owner.post('/v1/federated-identities').send(body).expect(201);
    const read = await api.owner.get(`/v1/federated-identities/${made.body.id}`).expect(200);
    expect(read.body.claims).toEqual(body.claims);
    const token = { aud: api.url, ...SPECIAL_NAMES };
    await api.exchange(accountId, await api.outside.sign(token)).expect(200);
    await api.exchange(accountId, await api.outside.sign({ aud: api.url })).expect(400);
  });
});
