import { startServiceKeys, TERMS, type ServiceKeysApi } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';

describe('the Location of a 201', () => {
  let api: ServiceKeysApi;
  let owner: Agent;

  beforeAll(async () => {
    api = await startServiceKeys('sqlite');
    ({ owner } = api);
  });
  afterAll(() => api.close());

  it('leads to what was created, for every operation that creates', async () => {
    const account = (await owner.post('/v1/service-accounts', { name: 'ci' })).body.id as string;
    const invited = await owner.post('/v1/members', {
      email: 'new@example.com',
      name: 'New',
      team_role: 'user',
    });
    const key = await api.paidKey();
    const person = { email: 'founder@example.com', name: 'Founder' };
    const bodies: Readonly<Record<string, object>> = {
      createTeam: { name: 'Another', owner: person },
      createMember: { email: 'other@example.com', name: 'Other', team_role: 'user' },
      inviteMemberAgain: {},
      createGroup: { name: 'group', member_ids: [] },
      createRole: { name: 'role', permissions: [] },
      createApplicationKey: {},
      createServiceAccount: { name: 'account' },
      createServiceAccountKey: { service_account_id: account, name: 'key', expires_in: '1d' },
      createServiceKey: { name: 'key-2', ...TERMS },
      createServiceKeyToken: { service_key_id: key.id, kind: 'shared' },
      createTeamPolicy: { require_expiry: false },
      createOperatorKey: { description: 'Second' },
      createWallet: { name: 'wallet', currency: 'EUR' },
      createFederatedIdentity: {
        service_account_id: account,
        name: 'trust',
        issuer: 'https://issuer.example',
        subject_pattern: 'repo:a/b:ref',
      },
    };
    const creating = api.endpoints.filter(({ status }) => status === 201);
    // Sign-up is closed here. `sign-up.test.ts` tests its `Location`.
    expect(creating.map(({ operationId }) => operationId).sort()).toEqual(
      [...Object.keys(bodies), 'signUp'].sort(),
    );
    for (const { operationId, path, access } of creating) {
      const body = bodies[operationId];
      if (body === undefined) continue;
      const agent = access === 'operator' ? api.operator : owner;
      const at = path.replace('{member_id}', invited.body.id as string);
      const key = { 'idempotency-key': `key-of-${operationId}` };
      const rehearsed = await agent.post(`${at}?dry_run=true`, body);
      expect([operationId, rehearsed.headers['location']]).toEqual([operationId, undefined]);
      const made = await agent.post(at, body, key).expect(201);
      const location = made.headers['location'] ?? 'none';
      const read = await agent.get(location);
      expect([operationId, read.status, read.body.id]).toEqual([operationId, 200, made.body.id]);
      const again = await agent.post(at, body, key).expect(201);
      expect(again.headers['location']).toBe(location);
    }
  });
});
