import { randomBytes } from 'node:crypto';

export interface ClientCredentials {
  readonly client_id: string;
  readonly client_secret: string;
}

export interface Answer {
  readonly call: string;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Caller = (method: string, path: string, body?: object) => Promise<Answer>;

interface TouredKey {
  readonly id: string;
  readonly client_id: string;
  readonly secret: string;
}

/** The objects that a visit to one replica created. A later visit to another replica uses and ends them. */
export interface Tour {
  readonly answers: readonly Answer[];
  readonly key: TouredKey;
}

/** Calls one replica as a Terraform run does. */
export function callerOf(
  url: string,
  { client_id, client_secret }: ClientCredentials,
  run?: string,
): Caller {
  const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Basic ${pair}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(run !== undefined && { 'keyplane-stack': 'upgrade', 'keyplane-run': run }),
        ...(method === 'POST' &&
          run !== undefined && { 'idempotency-key': randomBytes(24).toString('base64url') }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {};
    return { call: `${method} ${path}`, status: response.status, body: parsed };
  };
}

/** Creates, reads, changes, lists and ends something of every kind, and uses a key. */
export async function tourApi(url: string, owner: ClientCredentials, run: string): Promise<Tour> {
  const answers: Answer[] = [];
  const asOwner = callerOf(url, owner, run);
  const call: Caller = async (...words) => {
    const answer = await asOwner(...words);
    answers.push(answer);
    return answer;
  };
  const created = async (path: string, body: object) => {
    const answer = await call('POST', path, body);
    if (answer.status >= 300) throw new Error(`${answer.call}: ${JSON.stringify(answer)}`);
    return answer.body as unknown as TouredKey;
  };
  const lives = async (path: string, id: string, change: object) => {
    await call('GET', `${path}/${id}`);
    await call('PATCH', `${path}/${id}`, change);
    await call('POST', '/v1/creations/confirm', { ids: [id] });
    await call('GET', path);
  };

  const role = await created('/v1/roles', { name: `role ${run}`, permissions: ['keys.verify'] });
  await lives('/v1/roles', role.id, { description: 'Changed' });
  const account = { name: `account ${run}`, role_ids: [role.id] };
  const { id: service_account_id } = await created('/v1/service-accounts', account);
  await lives('/v1/service-accounts', service_account_id, { description: 'Changed' });
  const keyBody = { service_account_id, name: `key ${run}`, expires_in: '30d' };
  const key = await created('/v1/service-account-keys', keyBody);
  await lives('/v1/service-account-keys', key.id, { name: `key ${run} changed` });
  const rotated = await created(`/v1/service-account-keys/${key.id}/rotate`, { overlap: '1h' });
  const ended = await created('/v1/service-account-keys', { ...keyBody, name: `ended ${run}` });
  await call('DELETE', `/v1/service-account-keys/${ended.id}`);
  const claimed = { ...keyBody, name: `claimed ${run}`, secret_delivery: 'claim' };
  const { id: claimedId } = await created('/v1/service-account-keys', claimed);
  await call('POST', `/v1/keys/${claimedId}/claim`, {});

  const application = await created('/v1/application-keys', { description: run });
  await lives('/v1/application-keys', application.id, { description: 'Changed' });
  await call('DELETE', `/v1/application-keys/${application.id}`);
  const group = await created('/v1/groups', { name: `group ${run}`, member_ids: [] });
  await lives('/v1/groups', group.id, { topics: ['account_alerts'] });
  const wallet = await created('/v1/wallets', { name: `wallet ${run}`, currency: 'EUR' });
  await lives('/v1/wallets', wallet.id, { name: `wallet of ${run}` });
  const terms = { accept_terms: '2026-11' };
  const serviceKey = await created('/v1/service-keys', { name: `sk-${run}`, ...terms });
  await lives('/v1/service-keys', serviceKey.id, { description: 'Changed' });
  const tokenBody = {
    service_key_id: serviceKey.id,
    kind: 'shared',
    name: `token-${run}`,
    ...terms,
  };
  const token = await created('/v1/service-key-tokens', tokenBody);
  await lives('/v1/service-key-tokens', token.id, { name: `token-${run}-changed` });
  const email = `${run}@keyplane.example`;
  const member = await created('/v1/members', { email, name: run, team_role: 'user' });
  await lives('/v1/members', member.id, { name: `${run} changed` });
  const trust = { service_account_id, name: run, issuer: 'https://issuer.example' };
  const claims = { audience: 'keyplane', subject_pattern: 'repo:org/name:ref' };
  const identity = await created('/v1/federated-identities', { ...trust, ...claims });
  await lives('/v1/federated-identities', identity.id, { name: `${run} changed` });

  const keyed = { client_id: key.client_id, client_secret: rotated.secret };
  const asKey = callerOf(url, keyed);
  answers.push(await asKey('POST', '/v1/keys/verify', { secret: token.secret }));
  answers.push(await asKey('GET', '/v1/whoami'));
  for (const path of ['/v1/whoami', '/v1/team', '/v1/notifications', '/v1/audit-events']) {
    await call('GET', path);
  }
  await call('POST', '/v1/usage/query', { ids: [key.id, token.id], within: '7d' });
  await call('DELETE', `/v1/groups/${group.id}`);
  await call('DELETE', `/v1/members/${member.id}`);
  await call('DELETE', `/v1/service-key-tokens/${token.id}`);
  return { answers, key: { ...key, secret: rotated.secret } };
}
