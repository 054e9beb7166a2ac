import { ApiUnreachable, type KeyplaneClient, type Usage } from '../../../../provider/client';
import type { ResourceContext } from '../../../../provider/terraform-plugin';
import { findUse } from '../../../../provider/resources/protection/find-use';
import { serviceKeyGuard } from '../../../../provider/resources/protection/service-key-guard';
import {
  type Subject,
  takenFrom,
  type Threat,
  type Threats,
} from '../../../../provider/resources/protection/threat';

const EARLIER = '2030-01-05T10:00:00.000Z';
const LAST = '2030-01-06T10:00:00.000Z';
const KEY: Subject = { family: '/v1/service-keys', id: 'sk_1', label: 'Service key "app"' };

const usage = (id: string, uses: number, last_used_at = LAST): Usage => ({
  id,
  uses,
  keys_used: uses > 0 ? 1 : 0,
  last_used_at: uses > 0 ? last_used_at : null,
  callers: uses > 0 ? [{ kind: 'service', id: 'sa_1', name: 'api', uses, last_used_at }] : [],
  other_callers: 0,
  superseded: false,
});

interface World {
  /** The tokens by the ID of their member. */
  readonly tokens?: Readonly<Record<string, readonly string[]>>;
  readonly applicationKeys?: readonly { readonly id: string; readonly member_id: string }[];
  readonly identities?: readonly object[];
  readonly roles?: Readonly<Record<string, readonly string[]>>;
  readonly uses?: Readonly<Record<string, Usage>>;
}

function contextOf(world: World) {
  const { tokens = {}, applicationKeys = [], identities = [], roles = {}, uses = {} } = world;
  const asked: string[] = [];
  const theirs = Object.entries(tokens).flatMap(([member_id, ids]) =>
    ids.map((id) => ({ id, member_id })),
  );
  const client = {
    now: () => new Date('2030-01-08T12:00:30Z'),
    serviceKeyTokens: {
      list(filter: object) {
        asked.push(`tokens ${JSON.stringify(filter)}`);
        return Promise.resolve(theirs);
      },
    },
    applicationKeys: { list: () => Promise.resolve(applicationKeys) },
    roles: {
      get: (id: string) =>
        roles[id] === undefined
          ? Promise.reject(new ApiUnreachable(id))
          : Promise.resolve({ id, permissions: roles[id] }),
    },
    identitiesOf: () => Promise.resolve(identities),
    usage: {
      find({ id }: { readonly id: string }) {
        asked.push(id);
        return Promise.resolve(uses[id]);
      },
    },
  } as unknown as KeyplaneClient;
  const signal = new AbortController().signal;
  return { asked, context: { client, signal } as unknown as ResourceContext<KeyplaneClient> };
}

async function found(threats: readonly Threat[], world: World, subject = KEY) {
  const { asked, context } = contextOf(world);
  const within = '7d';
  const use = await findUse({ subject, threats: threats as unknown as Threats, within }, context);
  return { asked, use };
}

describe('the usage that decides about a change of a service key', () => {
  const service = (service_id: string) => ({ service_id, model_ids: null });
  const state = {
    id: 'sk_1',
    name: 'app',
    member_ids: ['mem_1', 'mem_2'],
    services: [service('write')],
    protect_used_within: null,
    protect_action: null,
  };
  const threatsOf = (change: object) => serviceKeyGuard.threatsOf(state, { ...state, ...change });
  const unassigning = threatsOf({ member_ids: ['mem_2'] });
  const tokens = { mem_1: ['tok_1', 'tok_2'], mem_2: ['tok_3'] };
  const all = usage('sk_1', 9);

  it('is none if only tokens that the change does not affect are in use', async () => {
    const uses = { sk_1: all, tok_1: usage('tok_1', 0), tok_2: usage('tok_2', 0) };
    expect((await found(unassigning, { tokens, uses })).use).toBeUndefined();
    const { mem_2 } = tokens;
    const none = await found(unassigning, { tokens: { mem_2 }, uses });
    expect(none.use).toBeUndefined();
    expect(none.asked).toEqual([
      'tokens {"service_key_id":"sk_1","kind":"personal","state":"active"}',
    ]);
  });

  it('is the usage of the tokens of the unassigned member', async () => {
    const uses = { sk_1: all, tok_1: usage('tok_1', 2, EARLIER), tok_2: usage('tok_2', 3) };
    const { use } = await found(unassigning, { tokens, uses });
    expect(use?.threats).toEqual(unassigning);
    expect(use?.usage).toEqual({
      id: 'sk_1',
      uses: 5,
      keys_used: 2,
      last_used_at: LAST,
      callers: [{ kind: 'service', id: 'sa_1', name: 'api', uses: 5, last_used_at: LAST }],
      other_callers: 0,
      superseded: false,
      identities: [],
      as_of: '2030-01-08T12:00:30.000Z',
    });
  });

  it('is unknown if a token may not be seen', async () => {
    const { use } = await found(unassigning, { tokens, uses: { tok_1: usage('tok_1', 0) } });
    expect(use).toEqual({ threats: unassigning, usage: undefined });
  });

  it('is the usage of all tokens for a removed service, without members whose tokens are unused', async () => {
    const both = threatsOf({ member_ids: ['mem_2'], services: [] });
    const uses = { sk_1: all, tok_1: usage('tok_1', 0), tok_2: usage('tok_2', 0) };
    const { use } = await found(both, { tokens, uses });
    expect(both).toHaveLength(2);
    expect(use?.threats).toEqual([expect.objectContaining({ attribute: 'services' })]);
    expect(use?.usage?.uses).toBe(9);
    const used = { ...uses, tok_1: usage('tok_1', 1) };
    expect((await found(both, { tokens, uses: used })).use?.threats).toEqual(both);
  });
});

describe('the usage that decides about other changes', () => {
  it('is the usage of a member’s application keys, not of their tokens, if their role is lowered', async () => {
    const member: Subject = { family: '/v1/members', id: 'mem_1', label: 'Member Ada' };
    const lowered: Threat = {
      kind: 'narrowed',
      attribute: 'team_role',
      what: 'become user',
      consequence: '',
      reach: { kind: 'application-keys' },
    };
    const applicationKeys = [
      { id: 'ak_1', member_id: 'mem_1' },
      { id: 'ak_2', member_id: 'mem_2' },
    ];
    const uses = { mem_1: usage('mem_1', 9), ak_1: usage('ak_1', 1), ak_2: usage('ak_2', 4) };
    expect((await found([lowered], { uses }, member)).use).toBeUndefined();
    const { use } = await found([lowered], { applicationKeys, uses }, member);
    expect(use?.usage?.uses).toBe(1);
  });

  it.each([
    ['is nothing if the roles that stay grant the same', ['role_same'], undefined],
    ['is that of all keys if a permission is lost', ['role_less'], 3],
    ['is that of all keys if no role stays', [], 3],
    ['is that of all keys if a role cannot be read', ['role_hidden'], 3],
  ])('%s, for a service account that loses a role', async (_what, kept, expected) => {
    const account: Subject = { family: '/v1/service-accounts', id: 'sa_1', label: 'ci' };
    const narrowing = { attribute: 'role_ids', what: 'lose a role', consequence: '', kept };
    const roles = {
      role_old: ['reports.read', 'reports.write'],
      role_same: ['reports.write', 'reports.read', 'reports.delete'],
      role_less: ['reports.read'],
    };
    const uses = { sa_1: usage('sa_1', 3) };
    const { use } = await found(takenFrom(['role_old'], narrowing), { roles, uses }, account);
    expect(use?.usage?.uses).toBe(expected);
  });

  it('leaves out a disabled federated identity of an account', async () => {
    const account: Subject = { family: '/v1/service-accounts', id: 'sa_1', label: 'ci' };
    const identity = { id: 'fid_1', name: 'ci', last_used_at: LAST };
    const identities = [
      { ...identity, enabled: false },
      { ...identity, id: 'fid_2', enabled: true },
    ];
    const uses = { sa_1: usage('sa_1', 0) };
    const { use } = await found([{ kind: 'destroyed' }], { identities, uses }, account);
    expect(use?.usage?.identities.map(({ id }) => id)).toEqual(['fid_2']);
  });
});
