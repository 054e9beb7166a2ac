import type { Test } from 'supertest';
import type { TeamRole } from '../../../api/domain/permission';
import { createTestApi, type Credentials, type DatabaseName } from '../../support/api';
import type { TestApi } from '../../support/api';

type Headers = Readonly<Record<string, string>>;

/** A member, service account or operator who calls the API. */
export interface Agent {
  readonly id: string;
  get(path: string): Test;
  post(path: string, body: object, headers?: Headers): Test;
  put(path: string, body: object, headers?: Headers): Test;
  patch(path: string, body: object, headers?: Headers): Test;
  delete(path: string, headers?: Headers): Test;
}

/** A running API with every kind of caller that rules about teams mention. */
export interface Organization extends Pick<
  TestApi,
  'clock' | 'database' | 'slices' | 'endpoints' | 'close'
> {
  readonly operator: Agent;
  readonly anonymous: Agent;
  readonly teamId: string;
  /** A member of the team `default`. */
  readonly owner: Agent;
  as(id: string, credentials?: Credentials): Agent;
  /** Another team's owner. */
  foundTeam(name: string): Promise<Agent>;
  /** A member who was invited and has accepted. */
  join(inviter: Agent, teamRole: TeamRole): Promise<Agent>;
  /** A service account with one role that has these permissions. */
  account(
    creator: Agent,
    permissions: readonly string[],
  ): Promise<Agent & { readonly roleId: string }>;
}

/** The IDs of a whole list, page by page; `between` is called after the first page. */
export async function idsByPages(
  agent: Agent,
  path: string,
  pageSize: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[]> {
  const ids: string[] = [];
  let token: string | null = null;
  do {
    const query: string = token === null ? '' : `&page_token=${token}`;
    const { body } = await agent.get(`${path}?page_size=${pageSize}${query}`).expect(200);
    const page = body as { items: { id: string }[]; next_page_token: string | null };
    if (token === null) await between();
    ids.push(...page.items.map(({ id }) => id));
    token = page.next_page_token;
  } while (token !== null);
  return ids;
}

export async function startOrganization(
  databaseName: DatabaseName,
  options: Parameters<typeof createTestApi>[1] = {},
): Promise<Organization> {
  const api = await createTestApi(databaseName, options);
  const { clock, database, slices, endpoints, team, close } = api;
  // The setup of the API drew IDs in another process. IDs of a later millisecond sort after these.
  clock.advance(1);

  function as(id: string, credentials?: Credentials): Agent {
    const agent = api.as(credentials);
    return {
      id,
      get: (path) => agent.get(path),
      post: (path, body, headers = {}) => agent.post(path).set(headers).send(body),
      put: (path, body, headers = {}) => agent.put(path).set(headers).send(body),
      patch: (path, body, headers = {}) => agent.patch(path).set(headers).send(body),
      delete: (path, headers = {}) => agent.delete(path).set(headers),
    };
  }

  const asKey = (id: string, key: { client_id: string; secret: string }) =>
    as(id, { clientId: key.client_id, secret: key.secret });
  const anonymous = as('nobody');
  const operator = as('operator', api.operator);
  let people = 0;
  const nextEmail = () => `person-${++people}@example.com`;

  return {
    clock,
    database,
    slices,
    endpoints,
    close,
    operator,
    anonymous,
    teamId: team.id,
    owner: as(team.owner.memberId, team.owner),
    as,

    async foundTeam(name) {
      const owner = { email: nextEmail(), name: `Owner of ${name}` };
      const { body } = await operator.post('/v1/teams', { name, owner }).expect(201);
      return asKey(body.owner.id, body.application_key);
    },

    async join(inviter, teamRole) {
      const person = { email: nextEmail(), name: `Some ${teamRole}`, team_role: teamRole };
      const invited = await inviter.post('/v1/members', person).expect(201);
      const { token } = invited.body.invitation;
      const joined = await anonymous.post('/v1/invitations/accept', { token }).expect(200);
      return asKey(joined.body.id, joined.body.application_key);
    },

    async account(creator, permissions) {
      const role = await creator.post('/v1/roles', { name: 'A role', permissions }).expect(201);
      const roleId: string = role.body.id;
      const account = await creator
        .post('/v1/service-accounts', { name: 'An account', role_ids: [roleId] })
        .expect(201);
      const key = await creator
        .post('/v1/service-account-keys', {
          service_account_id: account.body.id,
          name: 'A key',
          expires_at: 'never',
        })
        .expect(201);
      return { ...asKey(account.body.id, key.body), roleId };
    },
  };
}
