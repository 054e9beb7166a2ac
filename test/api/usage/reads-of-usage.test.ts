import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readableTargets } from '../../../api/usage/usage-targets';
import { createTestApi, type TestApi } from '../../support/api';

/** A step of a query plan that reads everything that a team has, or more. */
function growsWithTheTeam(step: string): boolean {
  return (
    /^SCAN (keys|asked|newer|key_usage|key_uses)\b/.test(step) ||
    /\(team_id=\?( AND family=\?)?\)$/.test(step)
  );
}

describe('reads on a SQLite file', () => {
  let folder: string;
  let api: TestApi;
  let accountId: string;
  let keyId: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-reads-'));
    api = await createTestApi('sqlite', { databaseUrl: `sqlite:${folder}/keyplane.db` });
    const owner = api.as(api.team.owner);
    const account = await owner.post('/v1/service-accounts').send({ name: 'ci' }).expect(201);
    accountId = (account.body as { id: string }).id;
    const key = { service_account_id: accountId, name: 'deploy', expires_at: 'never' };
    const created = await owner.post('/v1/service-account-keys').send(key).expect(201);
    keyId = (created.body as { id: string }).id;
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  it('work while a unit of work uses the connection that writes', async () => {
    const owner = api.as(api.team.owner);
    // The caller has been seen before and is cached.
    await owner.get('/v1/whoami').expect(200);
    await owner.get('/v1/whoami').expect(200);
    await api.database.run(async () => {
      await api.database.knex('operators').update({ name: 'renamed' });
      const asked = { ids: [accountId, keyId], within: '7d' };
      const usage = await owner.post('/v1/usage/query').send(asked);
      expect([usage.status, (usage.body as { items: unknown[] }).items.length]).toEqual([200, 2]);
      for (const list of ['service-account-keys', 'application-keys', 'audit-events', 'roles']) {
        expect([list, (await owner.get(`/v1/${list}`)).status]).toEqual([list, 200]);
      }
    });
  });

  it('write nothing: every GET answers, even for an object that does not exist', async () => {
    const document = (await api.as().get('/openapi.json')).body as {
      paths: Record<string, object>;
    };
    const owner = api.as(api.team.owner);
    const operator = api.as(api.operator);
    const failed: string[] = [];
    for (const [template, methods] of Object.entries(document.paths)) {
      if (!('get' in methods)) continue;
      const url = template
        .replace('{service_account_id}', accountId)
        .replace('{key_id}', keyId)
        .replaceAll(/\{\w+\}/g, 'none_01jz0000000000000000000000');
      for (const agent of [owner, operator]) {
        const { status } = await agent.get(url);
        if (status >= 500) failed.push(`${status} ${url}`);
      }
    }
    expect(failed).toEqual([]);
  });

  it('find the rows of usage by an index that does not begin with the team', async () => {
    const { database, slices, team, clock } = api;
    const seen: { sql: string; bindings: readonly unknown[] }[] = [];
    const listen = (query: { sql: string; bindings: readonly unknown[] }) => seen.push(query);
    const pool = database.knex;
    pool.on('query', listen);
    const ids = {
      application_key: ['apk_1'],
      service_account_key: [keyId],
      token: ['tok_1'],
      service_account: [accountId],
      role: ['role_1'],
      service_key: ['sk_1'],
      member: [team.owner.memberId],
    };
    const grant = { permissions: new Set<string>(), everyServicePermission: true };
    const principal = { kind: 'member', id: team.owner.memberId, teamId: team.id, grant } as const;
    const nobody = readableTargets({ ...principal, name: 'Owner', keyId } as never, []);
    const memberKeys = { applicationKeys: true, tokens: true };
    const targets = { ...nobody, tokensOf: null, assignedTo: null, memberKeys, ids };
    const now = clock.now();
    await slices.usageStore.find(targets, now);
    await slices.usageStore.totals(targets, now, now);
    await slices.usageStore.topCallers(targets, now, now);
    pool.removeListener('query', listen);

    expect(seen.length).toBeGreaterThan(5);
    const growing: string[] = [];
    for (const { sql, bindings } of seen) {
      const plan = (await pool.raw(`EXPLAIN QUERY PLAN ${sql}`, bindings as string[])) as {
        detail: string;
      }[];
      growing.push(...plan.map(({ detail }) => detail).filter(growsWithTheTeam));
    }
    expect(growing).toEqual([]);
  });
});
