import { DATABASES } from '../../support/api';
import { createFederationApi, type FederationApi } from './support/federation-api';
import { REPOSITORY, SUBJECT } from './support/outside-issuer';

const PATH = '/v1/federated-identities';
const GITHUB = 'https://token.actions.githubusercontent.com';

describe.each(DATABASES)('federated identities on %s', (databaseName) => {
  let api: FederationApi;
  let accountId: string;

  beforeAll(async () => {
    api = await createFederationApi(databaseName);
    accountId = (await api.account(['reports.read', 'roles.read'])).id;
  });
  afterAll(() => api.close());

  const create = (changes: object = {}) =>
    api.owner.post(PATH).send({ ...api.trustOf(accountId), ...changes });

  async function refusalOf(changes: object) {
    const { body } = await create(changes).expect(422);
    expect(body.code).toBe('invalid_request');
    return (body.errors as { pointer: string; code: string }[]).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
  }

  test('are created, read, listed, changed and deleted, and expect tokens for this Keyplane', async () => {
    const { body, headers } = await create().expect(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^fid_/),
      service_account_id: accountId,
      name: 'GitHub',
      issuer: api.outside.url,
      audience: api.url,
      subject_pattern: SUBJECT,
      claims: REPOSITORY,
      allow_pull_requests: false,
      replay_protection: false,
      enabled: true,
      last_used_at: null,
      created_at: api.clock.now().toISOString(),
      created_by: api.team.owner.memberId,
    });
    const at = `${PATH}/${body.id}`;
    expect((await api.owner.get(at).expect(200)).body).toEqual(body);
    const listed = await api.owner.get(`${PATH}?service_account_id=${accountId}`).expect(200);
    expect(listed.body.items).toContainEqual(body);

    const same = await api.owner
      .patch(at)
      .send({ claims: { ...REPOSITORY } })
      .expect(200);
    expect(same.headers.etag).toBe(headers.etag);
    const change = { name: 'Off', enabled: false, replay_protection: true, audience: 'mine' };
    const changed = await api.owner.patch(at).send(change).expect(200);
    expect(changed.body).toEqual({ ...body, ...change });
    await api.owner.delete(at).set('if-match', String(headers.etag)).expect(412);
    await api.owner.delete(at).expect(204);
    await api.owner.get(at).expect(404);
  });

  test('have each change in the audit trail', async () => {
    const { body } = await create().expect(201);
    await api.owner.patch(`${PATH}/${body.id}`).send({ enabled: false }).expect(200);
    await api.owner.delete(`${PATH}/${body.id}`).expect(204);
    const trail = await api.owner.get(`/v1/audit-events?target_id=${body.id}`).expect(200);
    const actions = (trail.body.items as { action: string }[]).map(({ action }) => action).sort();
    expect(actions).toEqual([
      'federated_identity.created',
      'federated_identity.deleted',
      'federated_identity.updated',
    ]);
  });

  test.each([
    ['on http', 'http://issuer.example.com', 'issuer_not_https'],
    ['that is not a URL', 'issuer', 'issuer_not_a_url'],
    ['with a user', 'https://me@issuer.example.com', 'issuer_not_a_url'],
    ['with a query', 'https://issuer.example.com/?a=b', 'issuer_not_a_url'],
    ['on a private address', 'https://10.0.0.1', 'issuer_address_not_public'],
    ['on the metadata address', 'https://169.254.169.254', 'issuer_address_not_public'],
    ['on a private address as a number', 'https://167772161', 'issuer_address_not_public'],
    ['on a private IPv6 address', 'https://[fd00::1]', 'issuer_address_not_public'],
    ['on a mapped address', 'https://[::ffff:10.0.0.1]', 'issuer_address_not_public'],
  ])('are refused if the issuer is %s', async (_what, issuer, code) => {
    expect(await refusalOf({ issuer })).toEqual([`/issuer ${code}`]);
  });

  test.each([
    ['*', 'pattern_too_broad'],
    ['repo:*', 'pattern_too_broad'],
    ['repo:*/*:ref:refs/heads/main', 'pattern_too_broad'],
    ['repo:acme/*:ref:refs/heads/main', 'pattern_too_broad'],
    ['repo:acme*/app:ref:refs/heads/main', 'pattern_too_broad'],
    ['repo:acme/app:**', 'wildcard_crosses'],
    ['repo:acme/app:ref:refs/heads/*-*', 'wildcard_crosses'],
  ])('are refused with the pattern %s', async (subject_pattern, code) => {
    expect(await refusalOf({ subject_pattern })).toEqual([`/subject_pattern ${code}`]);
  });

  test('need a pattern, or the IDs of a repository', async () => {
    expect(await refusalOf({ subject_pattern: null, claims: { environment: 'live' } })).toEqual([
      '/subject_pattern pattern_too_broad',
    ]);
    await create({ subject_pattern: null }).expect(201);
  });

  test('trust GitHub by the IDs of repository and owner, never by names alone', async () => {
    expect(await refusalOf({ issuer: GITHUB, claims: {} })).toEqual([
      '/claims/repository_id repository_ids_required',
      '/claims/repository_owner_id repository_ids_required',
    ]);
    await create({ issuer: GITHUB }).expect(201);
  });

  test('cannot have a condition on a claim with a rule of its own', async () => {
    expect(await refusalOf({ claims: { ...REPOSITORY, sub: 'x' } })).toEqual([
      '/claims/sub reserved_claim',
    ]);
  });

  test('follow the same rules in an update', async () => {
    const { body } = await create().expect(201);
    const change = { subject_pattern: 'repo:*/*:*' };
    const refused = await api.owner.patch(`${PATH}/${body.id}`).send(change).expect(422);
    expect(refused.body.errors[0]).toMatchObject({
      pointer: '/subject_pattern',
      code: 'pattern_too_broad',
    });
  });

  const refusal = (body: { code: string; errors: { pointer: string }[] }) => [
    body.code,
    ...new Set(body.errors.map(({ pointer }) => pointer)),
  ];

  test('cannot be created for an account that may do more than the caller', async () => {
    const permissions = ['federated_identities.create', 'federated_identities.update'];
    const weak = await api.account(permissions);
    const key = await api.owner
      .post('/v1/service-account-keys')
      .send({ service_account_id: weak.id, name: 'key', expires_in: '1d' })
      .expect(201);
    const caller = api.as({ clientId: key.body.client_id, secret: key.body.secret });
    const refused = await caller.post(PATH).send(api.trustOf(accountId)).expect(403);
    expect(refusal(refused.body)).toEqual(['role_escalation', '/service_account_id']);
    const { body } = await create({ enabled: false }).expect(201);
    for (const [pointer, change] of [
      ['/enabled', { enabled: true }],
      ['/enabled', { enabled: true, allow_pull_requests: true }],
      ['/subject_pattern', { name: 'new', subject_pattern: 'repo:mine/own:environment:x' }],
      ['/allow_pull_requests', { allow_pull_requests: true }],
    ] as const) {
      const answer = await caller.patch(`${PATH}/${body.id}`).send(change).expect(403);
      expect(refusal(answer.body)).toEqual(['role_escalation', pointer]);
    }
    await caller.post(PATH).send(api.trustOf(weak.id)).expect(201);
  });

  test("of another team's account do not exist for the caller", async () => {
    const stranger = api.as((await api.foundTeam('strangers')).owner);
    const foreign = await stranger.post(PATH).send(api.trustOf(accountId)).expect(422);
    expect(foreign.body.errors).toMatchObject([
      { pointer: '/service_account_id', code: 'unknown_service_account' },
    ]);
    const { body } = await create().expect(201);
    const hidden = await stranger.get(`${PATH}/${body.id}`).expect(404);
    const absent = await stranger.get(`${PATH}/fid_0000000000`).expect(404);
    expect(hidden.body.detail).toBe(absent.body.detail);
    expect((await stranger.get(PATH).expect(200)).body.items).toEqual([]);
  });

  test('are deleted with their account', async () => {
    const other = await api.account([]);
    const { id } = await api.trust(other.id);
    await api.owner.delete(`/v1/service-accounts/${other.id}`).expect(200);
    await api.owner.get(`${PATH}/${id}`).expect(404);
  });
});
