import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Concealed } from '../../../../api/lib/concealed';
import { FORWARD_AUTH_PATH } from '../../../../api/verification/gateway-requirement';
import {
  createTestApi,
  type Credentials,
  type DatabaseName,
  type TestApi,
} from '../../../support/api';
import { eventually } from '../../../support/eventually';

export interface Change {
  readonly operationId: string;
  readonly method: 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly body: object;
  readonly by: 'owner' | 'operator' | 'otherOwner';
}

const DOCUMENT = path.resolve(__dirname, '../../../../api/openapi.json');

type Operation = { operationId: string; parameters?: readonly { name?: string; $ref?: string }[] };

/** The creates and updates that the OpenAPI document offers as a dry run. */
export function rehearsableOperations(): string[] {
  const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  // The gateway check accepts any method and changes nothing.
  const changing = Object.entries(paths).filter(([at]) => at !== FORWARD_AUTH_PATH);
  return changing.flatMap(([, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId, parameters = [] }]) =>
      method !== 'delete' && parameters.some(isDryRun) ? [operationId] : [],
    ),
  );
}

/** The document keeps parameters that operations share in one place. */
function isDryRun({
  name,
  $ref = '',
}: {
  readonly name?: string;
  readonly $ref?: string;
}): boolean {
  return name === 'dry_run' || $ref.endsWith('/dry_run');
}

/** The creates and updates of the document, whether or not they are offered as a dry run. */
export function createsAndUpdates(): string[] {
  const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as {
    paths: Record<string, Record<string, Operation & { responses: object; security?: unknown[] }>>;
  };
  // The gateway check accepts any method and changes nothing. A session belongs to a browser, which plans
  // nothing.
  const changing = Object.entries(paths).filter(
    ([at]) => at !== FORWARD_AUTH_PATH && !at.startsWith('/session'),
  );
  return changing.flatMap(([, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId, responses, security = [] }]) => {
      if (security.length === 0) return [];
      const isCreate = method === 'post' && '201' in responses;
      return isCreate || method === 'patch' || method === 'put' ? [operationId] : [];
    }),
  );
}

const TERMS = { accept_terms: '2026-11' };
/** No server listens there, so mail stays in the outbox. */
const MAIL = { smtpUrl: new Concealed('smtp://127.0.0.1:1'), from: 'keyplane@example.com' };

/** A team that has one of everything, and one valid request for each create and update. */
export async function startWithEveryChange(on: DatabaseName) {
  const api = await createTestApi(on, { mail: MAIL });
  const { team, operator } = api;
  const post = async (to: string, body: object, by = team.owner) => {
    const answer = await api.as(by).post(to).send(body);
    if (answer.status > 201) throw new Error(`${to}: ${JSON.stringify(answer.body)}`);
    return (answer.body as { id: string }).id;
  };
  const role = await post('/v1/roles', { name: 'r', permissions: ['keys.verify'] });
  const account = await post('/v1/service-accounts', { name: 'a', role_ids: [role] });
  const expires = { expires_in: '30d' };
  const accountKey = { service_account_id: account, name: 'k', ...expires };
  const key = await post('/v1/service-account-keys', accountKey);
  const applicationKey = await post('/v1/application-keys', expires);
  const email = 'ada@example.com';
  const member = await post('/v1/members', { email, name: 'Ada', team_role: 'user' });
  const group = await post('/v1/groups', { name: 'g' });
  const wallet = await post('/v1/wallets', { name: 'w', currency: 'EUR' });
  const serviceKey = await post('/v1/service-keys', { name: 'paid', ...TERMS });
  const token = await post('/v1/service-key-tokens', {
    service_key_id: serviceKey,
    kind: 'shared',
    ...expires,
  });
  const trust = { issuer: 'https://issuer.example.com', subject_pattern: 'a:b:c' };
  const identity = await post('/v1/federated-identities', {
    service_account_id: account,
    name: 'f',
    ...trust,
  });
  const notice = api.slices.ids.next('notification');
  await api.database.knex('notifications').insert({
    id: notice,
    team_id: team.id,
    member_id: team.owner.memberId,
    subject: 'Hello',
    text: 'Hello',
    created_at: api.clock.now().getTime(),
  });

  const other = await api.foundTeam('With a policy');
  await post('/v1/team-policies', {}, other.owner);

  // The mail worker may run at any time. After a failed attempt, the mail is not due again on this clock.
  await api.courier.runOnce();
  await firstUsesAreWritten(api, [team.owner, operator, other.owner]);

  const owner = { by: 'owner' } as const;
  const byOperator = { by: 'operator' } as const;
  const create = (operationId: string, to: string, body: object) =>
    ({ operationId, method: 'POST', path: to, body, ...owner }) as const;
  const update = (operationId: string, to: string, body: object) =>
    ({ operationId, method: 'PATCH', path: to, body, ...owner }) as const;
  const renamed = { name: 'renamed' };
  const changes: readonly Change[] = [
    update('updateOwnTeam', '/v1/team', { require_expiry: true }),
    {
      operationId: 'createTeam',
      method: 'POST',
      path: '/v1/teams',
      ...byOperator,
      body: { name: 'Another', owner: { email: 'eve@example.com', name: 'Eve' } },
    },
    {
      operationId: 'updateTeam',
      method: 'PATCH',
      path: `/v1/teams/${team.id}`,
      body: { suspended: true },
      ...byOperator,
    },
    create('createTeamPolicy', '/v1/team-policies', { max_key_lifetime: '90d' }),
    {
      ...update('updateTeamPolicy', `/v1/team-policies/${other.id}`, { require_expiry: true }),
      by: 'otherOwner',
    },
    create('createMember', '/v1/members', {
      email: 'bob@example.com',
      name: 'Bob',
      team_role: 'user',
    }),
    update('updateMember', `/v1/members/${member}`, renamed),
    create('inviteMemberAgain', `/v1/members/${member}/invitation`, {}),
    create('createGroup', '/v1/groups', { name: 'h', member_ids: [team.owner.memberId] }),
    update('updateGroup', `/v1/groups/${group}`, renamed),
    update('updateNotification', `/v1/notifications/${notice}`, { read: true }),
    create('createRole', '/v1/roles', { name: 's', permissions: ['reports.read'] }),
    update('updateRole', `/v1/roles/${role}`, { permissions: [] }),
    create('createApplicationKey', '/v1/application-keys', expires),
    update('updateApplicationKey', `/v1/application-keys/${applicationKey}`, { enabled: false }),
    create('rotateApplicationKey', `/v1/application-keys/${applicationKey}/rotate`, {}),
    create('createServiceAccount', '/v1/service-accounts', { name: 'b', role_ids: [role] }),
    update('updateServiceAccount', `/v1/service-accounts/${account}`, { role_ids: [] }),
    create('createServiceAccountKey', '/v1/service-account-keys', accountKey),
    update('updateServiceAccountKey', `/v1/service-account-keys/${key}`, { enabled: false }),
    create('rotateServiceAccountKey', `/v1/service-account-keys/${key}/rotate`, {
      secret_delivery: 'claim',
      overlap: '1h',
    }),
    create('createServiceKey', '/v1/service-keys', {
      name: 'more',
      ...TERMS,
      member_ids: [team.owner.memberId],
      notify: true,
      shared_token: expires,
    }),
    update('updateServiceKey', `/v1/service-keys/${serviceKey}`, renamed),
    create('createServiceKeyToken', '/v1/service-key-tokens', {
      service_key_id: serviceKey,
      kind: 'shared',
      ...expires,
    }),
    update('updateServiceKeyToken', `/v1/service-key-tokens/${token}`, { enabled: false }),
    create('rotateServiceKeyToken', `/v1/service-key-tokens/${token}/rotate`, {}),
    {
      operationId: 'loadCatalog',
      method: 'PUT',
      path: '/v1/catalog',
      ...byOperator,
      body: { services: [] },
    },
    create('createWallet', '/v1/wallets', { name: 'v', currency: 'EUR' }),
    update('updateWallet', `/v1/wallets/${wallet}`, renamed),
    {
      operationId: 'createOperatorKey',
      method: 'POST',
      ...byOperator,
      body: { description: 'Second' },
      path: '/v1/operator/keys',
    },
    {
      operationId: 'allowVerifier',
      method: 'PUT',
      ...byOperator,
      body: {},
      path: `/v1/operator/verifiers/${account}`,
    },
    create('createFederatedIdentity', '/v1/federated-identities', {
      service_account_id: account,
      name: 'g',
      ...trust,
    }),
    update('updateFederatedIdentity', `/v1/federated-identities/${identity}`, renamed),
  ];
  return {
    ...api,
    changes,
    credentialsOf: { owner: team.owner, operator, otherOwner: other.owner },
  };
}

/** The first use of a key is written once, whatever the request asked for. */
async function firstUsesAreWritten(api: TestApi, callers: readonly Credentials[]): Promise<void> {
  for (const caller of callers) await api.as(caller).get('/v1/whoami').expect(200);
  const clientIds = callers.map(({ clientId }) => clientId);
  await eventually(async () => {
    const keys = (await api.database.knex('keys').whereIn('client_id', clientIds)) as {
      used: boolean | number;
    }[];
    expect(keys.map(({ used }) => Boolean(used))).toEqual(callers.map(() => true));
  });
}
