import { ApiProblem, type Whoami } from '../../../../provider/client';
import {
  requireNotOwn,
  refuseSelfRemoval,
} from '../../../../provider/resources/protection/guard-own-credential';
import type { Subject, Threat } from '../../../../provider/resources/protection/threat';

type Context = Parameters<typeof refuseSelfRemoval>[2];

const NOW = new Date('2030-01-01T00:00:00.000Z');
const HOUR = 3_600_000;

const ACCOUNT = {
  kind: 'service_account',
  id: 'sa_1',
  name: 'ci',
  key_id: 'sak_1',
  role_ids: ['role_1', 'role_2'],
  permissions: ['keys.verify', 'roles.read'],
} as unknown as Whoami;
const FEDERATED = { ...ACCOUNT, key_id: 'fid_1' };
const MEMBER = {
  kind: 'member',
  id: 'mem_1',
  name: 'Ada',
  key_id: 'ak_1',
  role_ids: [],
  permissions: ['roles.read'],
} as unknown as Whoami;

interface World {
  readonly me?: Whoami;
  readonly isAllowed?: boolean;
  /** The roles that can be read, and what they grant. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
}

function worldOf({ me = ACCOUNT, isAllowed = false, roles = {} }: World) {
  const said: { severity: string; summary: string; detail: string }[] = [];
  const note = (severity: string) => (text: { summary: string; detail: string }) =>
    void said.push({ ...text, severity });
  const problem = { status: 403, code: 'insufficient_permissions', title: '', detail: '' };
  const context = {
    hasClient: true,
    diagnostics: { warning: note('warning'), error: note('error') },
    client: {
      now: () => NOW,
      protection: { allowSelfRemoval: isAllowed },
      self: () => Promise.resolve(me),
      roles: {
        get: (id: string) =>
          roles[id] === undefined
            ? Promise.reject(
                new ApiProblem({
                  ...problem,
                  errors: [],
                  requestId: undefined,
                  retryable: undefined,
                }),
              )
            : Promise.resolve({ permissions: roles[id] }),
      },
    },
  } as unknown as Context;
  return { said, context };
}

async function judged(family: Subject['family'], id: string, threat: Threat, world: World = {}) {
  const { said, context } = worldOf(world);
  await refuseSelfRemoval({ family, id, label: 'It' }, [threat], context);
  return said;
}

const DESTROYED: Threat = { kind: 'destroyed' };
const DISABLED: Threat = { kind: 'disabled' };
const cutShort = (hours: number): Threat => ({
  kind: 'cut-short',
  from: 'never',
  to: new Date(NOW.getTime() + hours * HOUR).toISOString(),
});
const narrowed = (attribute: string, taken: readonly string[] = [], added: Added = []): Threat => ({
  kind: 'narrowed',
  attribute,
  what: 'lose something',
  consequence: 'It matters.',
  taken,
  added,
});
type Added = readonly string[] | null;

describe('a plan that would end or narrow the credential of its own run', () => {
  it.each<[string, Subject['family'], string, Threat, Whoami]>([
    ['its service account key', '/v1/service-account-keys', 'sak_1', DESTROYED, ACCOUNT],
    ['its application key', '/v1/application-keys', 'ak_1', { kind: 'replaced' }, MEMBER],
    ['its federated identity', '/v1/federated-identities', 'fid_1', DISABLED, FEDERATED],
    ['what that trusts', '/v1/federated-identities', 'fid_1', narrowed('claims'), FEDERATED],
    ['the account behind a key', '/v1/service-accounts', 'sa_1', DISABLED, ACCOUNT],
    ['the account behind an identity', '/v1/service-accounts', 'sa_1', DESTROYED, FEDERATED],
    ['the member behind a key', '/v1/members', 'mem_1', DESTROYED, MEMBER],
    ['the role in the team', '/v1/members', 'mem_1', narrowed('team_role'), MEMBER],
    ['the rest of its life', '/v1/service-account-keys', 'sak_1', cutShort(24), ACCOUNT],
    ['its secret', '/v1/service-account-keys', 'sak_1', narrowed('rotation'), ACCOUNT],
    ['a role', '/v1/roles', 'role_1', DESTROYED, ACCOUNT],
  ])('is refused: %s', async (_what, family, id, threat, me) => {
    const [said, ...more] = await judged(family, id, threat, { me });
    expect(more).toEqual([]);
    expect(said?.severity).toBe('error');
    expect(said?.summary).toMatch(/^It \(\w+\) gives this run its access and must not/);
    expect(said?.detail).toContain(me.key_id);
    expect(said?.detail).toContain('KEYPLANE_ALLOW_SELF_REMOVAL=true');
  });

  it('is a warning if that is allowed', async () => {
    const world = { isAllowed: true };
    const [said] = await judged('/v1/service-accounts', 'sa_1', DESTROYED, world);
    expect(said).toMatchObject({ severity: 'warning' });
    expect(said?.summary).toContain('and will be destroyed');
  });

  it.each<[string, Subject['family'], string, Threat]>([
    ['another key', '/v1/service-account-keys', 'sak_2', DESTROYED],
    ['another account', '/v1/service-accounts', 'sa_2', DESTROYED],
    ['another role', '/v1/roles', 'role_3', DESTROYED],
    ['an expiry that is far away', '/v1/service-account-keys', 'sak_1', cutShort(25)],
  ])('is accepted for %s', async (_what, family, id, threat) => {
    expect(await judged(family, id, threat)).toEqual([]);
  });
});

describe('the permissions of a running service account', () => {
  const both = { role_1: ['keys.verify', 'roles.read'], role_2: ['roles.read'] };

  it('are lost only if no other role of the account grants them', async () => {
    const losing = (permission: string) =>
      judged('/v1/roles', 'role_1', narrowed('permissions', [permission]), { roles: both });
    expect(await losing('roles.read')).toEqual([]);
    expect((await losing('keys.verify'))[0]?.detail).toContain('permissions `keys.verify`.');
    expect(await judged('/v1/roles', 'role_2', DESTROYED, { roles: both })).toEqual([]);
  });

  it('count as lost if the other roles cannot be read', async () => {
    const threat = narrowed('permissions', ['roles.read']);
    expect(await judged('/v1/roles', 'role_1', threat)).toHaveLength(1);
  });

  it('are those of the roles that the account keeps and gets', async () => {
    const swap = (added: Added, roles: World['roles'] = both) =>
      judged('/v1/service-accounts', 'sa_1', narrowed('role_ids', ['role_1'], added), { roles });
    expect(await swap([])).toHaveLength(1);
    expect(await swap(['role_9'], { ...both, role_9: ['keys.verify'] })).toEqual([]);
    expect(await swap(null)).toEqual([]);
  });
});

describe('a delete in an apply', () => {
  const deleted = (id: string, world: World = {}) =>
    requireNotOwn('It', { id }, worldOf(world).context);

  it('is refused for the credential of the run, even if the plan contained it', async () => {
    for (const id of ['sak_1', 'sa_1']) {
      await expect(deleted(id)).rejects.toThrow(/must not be destroyed/);
      await expect(deleted(id, { isAllowed: true })).resolves.toBeUndefined();
    }
    await expect(deleted('mem_1', { me: MEMBER })).rejects.toThrow(/must not be destroyed/);
    await expect(deleted('fid_1', { me: FEDERATED })).rejects.toThrow(/must not be destroyed/);
    await expect(deleted('sak_2')).resolves.toBeUndefined();
  });
});
