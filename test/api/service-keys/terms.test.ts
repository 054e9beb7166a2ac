import type { Terms } from '../../../api/service-keys/terms';
import { DATABASES } from '../../support/api';
import type { Agent } from '../teams/organization';
import { startServiceKeys, type ServiceKeysApi } from './service-key-api';

const FIRST: Terms = { version: '2026-11', text: 'The first terms.' };
const SECOND: Terms = { version: 'b7c9f2d4e6a8', text: 'The second terms.' };

describe.each(DATABASES)('the terms on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let current: Terms;

  beforeAll(async () => {
    current = FIRST;
    api = await startServiceKeys(databaseName, { terms: { current: () => current } });
    ({ owner } = api);
  });
  beforeEach(() => {
    current = FIRST;
  });
  afterAll(() => api.close());

  const TOKENS = '/v1/service-key-tokens';
  const create = (by: Agent, serviceKeyId: string, body: object = {}) => {
    api.clock.advance(1);
    return by.post(TOKENS, { service_key_id: serviceKeyId, kind: 'shared', ...body });
  };
  const termsOf = async (serviceKeyId: string) =>
    (await owner.get(`/v1/service-keys/${serviceKeyId}`).expect(200)).body.terms;
  const now = () => api.clock.now().toISOString();
  async function eventOf(targetId: string, action: string) {
    const path = `/v1/audit-events?target_id=${targetId}&action=${action}`;
    const { body } = await owner.get(path).expect(200);
    expect(body.items).toHaveLength(1);
    return body.items[0];
  }

  it('are those of the operator, as they are at the moment', async () => {
    expect((await api.anonymous.get('/v1/terms').expect(200)).body).toEqual(FIRST);
    current = SECOND;
    expect((await api.anonymous.get('/v1/terms').expect(200)).body).toEqual(SECOND);
  });

  it('are recorded with a token that accepts them, and in its audit event', async () => {
    const key = await api.paidKey();
    const accepted = await termsOf(key.id);
    const { body: token } = await create(api.admin, key.id, { accept_terms: FIRST.version }).expect(
      201,
    );
    const terms = { version: FIRST.version, accepted_at: now(), accepted_by: api.admin.id };
    expect(token.terms).toEqual(terms);
    expect((await owner.get(`${TOKENS}/${token.id}`).expect(200)).body.terms).toEqual(terms);
    const event = await eventOf(token.id, 'token.created');
    expect(event.after.terms).toEqual(terms);
    expect(await termsOf(key.id)).toEqual(accepted);
  });

  it('are those of the service key for a token that accepts nothing', async () => {
    const key = await api.paidKey();
    const accepted = await termsOf(key.id);
    api.clock.advance(60_000);
    const { body: token } = await create(api.admin, key.id).expect(201);
    expect(token.terms).toEqual(accepted);
    expect(token.terms.accepted_by).toBe(owner.id);
  });

  it('are recorded with the first shared token of a new service key', async () => {
    const body = { name: 'with-token', accept_terms: FIRST.version, shared_token: {} };
    const { body: made } = await owner.post('/v1/service-keys', body).expect(201);
    expect(made.shared_token.terms).toEqual(made.terms);
  });

  it('stay with a token that is changed or rotated, whatever the terms are then', async () => {
    const key = await api.paidKey();
    const { body: token } = await create(owner, key.id).expect(201);
    current = SECOND;
    const one = `${TOKENS}/${token.id}`;
    const { body: renamed } = await owner.patch(one, { name: 'renamed' }).expect(200);
    const { body: rotated } = await owner.post(`${one}/rotate`, {}).expect(200);
    expect([renamed.terms, rotated.terms]).toEqual([token.terms, token.terms]);
  });

  it('are accepted again once they have changed', async () => {
    const key = await api.paidKey();
    current = SECOND;
    const change = `Read GET /v1/terms. If you agree, set accept_terms to "${SECOND.version}".`;
    const refused = async (body: object) => {
      const { body: problem } = await create(owner, key.id, body).expect(422);
      expect(problem.code).toBe('terms_not_accepted');
      expect(problem.errors).toEqual([
        { pointer: '/accept_terms', code: 'terms_not_accepted', message: problem.detail },
      ]);
      return problem.detail as string;
    };
    expect(await refused({})).toBe(
      `The risk agreement has changed: the current version is "${SECOND.version}", and version ` +
        `"${FIRST.version}" was accepted for this service key. ${change}`,
    );
    expect(await refused({ accept_terms: FIRST.version })).toBe(
      `accept_terms is not the current version of the risk agreement, which is "${SECOND.version}". ${change}`,
    );
    const old = { name: 'old-terms', accept_terms: FIRST.version };
    expect((await owner.post('/v1/service-keys', old).expect(422)).body.code).toBe(
      'terms_not_accepted',
    );

    const { body: token } = await create(api.admin, key.id, {
      accept_terms: SECOND.version,
    }).expect(201);
    const terms = { version: SECOND.version, accepted_at: now(), accepted_by: api.admin.id };
    expect(token.terms).toEqual(terms);
    expect(await termsOf(key.id)).toEqual(terms);
    expect(await eventOf(key.id, 'service_key.terms_accepted')).toMatchObject({
      before: { terms_version: FIRST.version },
      after: { terms_version: SECOND.version },
      actor: { id: api.admin.id },
    });
    const { body: next } = await create(owner, key.id).expect(201);
    expect(next.terms).toEqual(terms);
  });

  it('refuse an older version even if the service key has accepted the current one', async () => {
    const key = await api.paidKey();
    const { body } = await create(owner, key.id, { accept_terms: '2025-01' }).expect(422);
    expect(body.code).toBe('terms_not_accepted');
  });

  it('are asked for by the first token of the free key, whose member accepts them', async () => {
    const key = await api.freeKey();
    const personal = { kind: 'personal' };
    expect((await create(owner, key.id, personal).expect(422)).body.detail).toBe(
      'The risk agreement is not accepted. Read GET /v1/terms. If you agree, set accept_terms to ' +
        `"${FIRST.version}".`,
    );
    expect(await termsOf(key.id)).toBeNull();
    const accepting = { ...personal, accept_terms: FIRST.version };
    const { body: token } = await create(owner, key.id, accepting).expect(201);
    expect(token.terms).toEqual(await termsOf(key.id));
  });

  it('are judged by a dry run, so a plan refuses what the apply would refuse', async () => {
    const key = await api.paidKey();
    current = SECOND;
    const dryRun = async (path: string, body: object, unknown: readonly string[] = []) => {
      const request = { method: 'POST', path, body, unknown };
      const { body: answer } = await owner
        .post('/v1/dry-runs', { requests: [request] })
        .expect(200);
      return answer.results[0].problem?.code ?? null;
    };
    const token = { service_key_id: key.id, kind: 'shared' };
    const paid = { name: 'planned', accept_terms: FIRST.version };
    for (const [path, body] of [
      [TOKENS, token],
      [TOKENS, { ...token, accept_terms: FIRST.version }],
      ['/v1/service-keys', paid],
    ] as const) {
      expect(await dryRun(path, body)).toBe('terms_not_accepted');
    }
    const accepting = { accept_terms: SECOND.version };
    expect(await dryRun(TOKENS, { ...token, ...accepting })).toBeNull();
    expect(await dryRun('/v1/service-keys', { ...paid, ...accepting })).toBeNull();
    const ofNewKey = { kind: 'shared', ...accepting };
    expect(await dryRun(TOKENS, ofNewKey, ['/service_key_id'])).toBeNull();
    expect(await termsOf(key.id)).toMatchObject({ version: FIRST.version });
  });
});
