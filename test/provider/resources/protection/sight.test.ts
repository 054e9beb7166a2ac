import { ApiProblem, type Whoami } from '../../../../provider/client';
import { DiagnosticError } from '../../../../provider/terraform-plugin';
import { openPrivateState } from '../../../../provider/terraform-plugin/framework/private-state';
import {
  type HiddenFrom,
  type Owned,
  sightOf,
} from '../../../../provider/resources/protection/sight';

type Context = Parameters<HiddenFrom<Owned>>[2];

const TEAM = 'team_1';
const STATE = { id: 'role_1', created_by: 'mem_ada' };

const refused = (status: number, code: string) =>
  new ApiProblem({
    status,
    code,
    title: code,
    detail: code,
    errors: [],
    requestId: undefined,
    retryable: undefined,
  });
const NOT_FOUND = refused(404, 'not_found');

const me = (over: Partial<Whoami> = {}) =>
  ({ kind: 'member', id: 'mem_bob', name: 'Bob', team: { id: TEAM }, ...over }) as Whoami;

interface World {
  readonly self?: Whoami;
  /** The team in the private data of the state. Undefined if there is none. */
  readonly team?: string;
  /** The members and service accounts that these credentials can see. */
  readonly visible?: readonly string[];
}

function contextIn({ self = me(), team, visible = [] }: World): Context {
  const find = (id: string) =>
    visible.includes(id) ? Promise.resolve({ id, status: 'active' }) : Promise.reject(NOT_FOUND);
  const privateState = openPrivateState(
    new TextEncoder().encode(JSON.stringify(team === undefined ? {} : { team })),
  );
  const client = {
    protection: { allowSelfRemoval: true },
    self: () => Promise.resolve(self),
    teamId: () => Promise.resolve(self.team?.id ?? null),
    members: { get: find },
    serviceAccounts: { get: find },
  };
  return { client, privateState, hasClient: true } as unknown as Context;
}

const sight = sightOf<Owned>(({ id }) => `Role ${id}`);

const removedIn = (world: World, hidden?: HiddenFrom<Owned>, error: unknown = NOT_FOUND) =>
  sightOf<Owned>(({ id }) => `Role ${id}`, hidden).remove(STATE, contextIn(world), () =>
    Promise.reject(error),
  );

describe('a 404 for a delete', () => {
  it('means "gone" to credentials of the team in the state', async () => {
    await expect(removedIn({ team: TEAM })).resolves.toBeUndefined();
  });

  it('is an error that names both teams to credentials of another team', async () => {
    const other = me({ team: { id: 'team_2' } as Whoami['team'] });
    const failure = removedIn({ team: TEAM, self: other });
    await expect(failure).rejects.toThrow(DiagnosticError);
    await expect(failure).rejects.toThrow(/belongs to a different team.*team_1.*team_2/s);
  });

  it('is an error to the operator, who is not in a team', async () => {
    const operator = me({ kind: 'operator', team: null });
    await expect(removedIn({ team: TEAM, self: operator })).rejects.toThrow(/no team/);
    await expect(removedIn({ self: operator, visible: ['mem_ada'] })).rejects.toThrow(/no team/);
  });

  it('is an error within the team if these credentials can never see the object', async () => {
    const failure = removedIn({ team: TEAM }, () => 'Only Ada sees it.');
    await expect(failure).rejects.toThrow(/not visible to Bob: Only Ada sees it\./);
  });

  it('does not hide any other error', async () => {
    const forbidden = refused(403, 'insufficient_permissions');
    await expect(removedIn({ team: TEAM }, undefined, forbidden)).rejects.toBe(forbidden);
  });
});

describe('a state without private data, as after an import by an old version', () => {
  it('is judged by the creator of the object if the credentials see that member or account', async () => {
    await expect(removedIn({ visible: ['mem_ada'] })).resolves.toBeUndefined();
    await expect(removedIn({ self: me({ id: 'mem_ada' }) })).resolves.toBeUndefined();
    const account = { ...STATE, created_by: 'sa_1' };
    const context = contextIn({ visible: ['sa_1'] });
    await expect(sight.requireGone(NOT_FOUND, account, context)).resolves.toBeUndefined();
  });

  it('is kept if it cannot be found out who owns the object', async () => {
    await expect(removedIn({})).rejects.toThrow(/may belong to another team/);
    const unknown = { id: 'mem_1', created_by: null };
    await expect(sight.requireGone(NOT_FOUND, unknown, contextIn({}))).rejects.toThrow(
      /may belong to another team/,
    );
  });
});

describe('a 404 on a read', () => {
  const read = (world: World, error: unknown = NOT_FOUND) =>
    sight.read(STATE, contextIn(world), () => Promise.reject(error), 'Somebody deleted it.');

  it('is reported as gone to credentials that could have seen the object', async () => {
    expect(await read({ team: TEAM })).toEqual({
      text: { summary: 'Role role_1 is gone', detail: 'Somebody deleted it.' },
    });
  });

  it('says to other credentials who owns the object', async () => {
    await expect(read({ team: 'team_2' })).rejects.toThrow(/belongs to a different team/);
  });

  it('does not hide any other error', async () => {
    const error = refused(503, 'unavailable');
    await expect(read({ team: TEAM }, error)).rejects.toBe(error);
  });
});

describe('a 404 on a change', () => {
  const change = (world: World) =>
    sight.change(STATE, contextIn(world), () => Promise.reject(NOT_FOUND));

  it('says that the object is gone to credentials that could have seen it', async () => {
    await expect(change({ team: TEAM })).rejects.toThrow(/no longer exists/);
  });

  it('says to other credentials who owns the object', async () => {
    await expect(change({ team: 'team_2' })).rejects.toThrow(/belongs to a different team/);
  });
});

describe('the plan of a destroy', () => {
  it('is refused for an object of another team', async () => {
    await expect(sight.requireOwnTeam(STATE, contextIn({ team: 'team_2' }))).rejects.toThrow(
      /belongs to a different team/,
    );
    await expect(sight.requireOwnTeam(STATE, contextIn({ team: TEAM }))).resolves.toBeUndefined();
    await expect(sight.requireOwnTeam(STATE, contextIn({}))).resolves.toBeUndefined();
  });
});
