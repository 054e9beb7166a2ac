import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, ClientCredentials } from './replica-requests';
import type { Replica, Replicas } from './replicas';

/** A key of a team of its own, and an access token of it. */
export interface WatchedKey extends ClientCredentials {
  readonly id: string;
  readonly accountId: string;
  readonly roleId: string;
  readonly teamId: string;
  readonly owner: ClientCredentials;
  readonly token: string;
}

export interface Observation {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly good: boolean;
}

interface Credential {
  readonly client_id: string;
  readonly secret: string;
}

const AUDIENCE = 'reports';
const PERMISSION = 'reports.read';
/** The pause between two questions of one asker, so that the machine does not become the bottleneck. */
const PAUSE_MILLIS = 5;

export const now = () => performance.timeOrigin + performance.now();

export async function createWatchedKey(replicas: Replicas): Promise<WatchedKey> {
  const { requester, operator } = replicas;
  const { url } = replicas.both[0];
  const name = `team-${randomUUID()}`;
  const team = await requester.done('POST', `${url}/v1/teams`, operator, {
    json: { name, owner: { name: 'Owner', email: `owner@${name}.example` } },
  });
  const owner = credentialsOf(team.application_key as Credential);
  const make = (path: string, json: object) =>
    requester.done('POST', `${url}${path}`, owner, { json });
  const permissions = [PERMISSION, 'keys.verify'];
  const role = await make('/v1/roles', { name: 'role', permissions });
  const account = await make('/v1/service-accounts', { name: 'service', role_ids: [role.id] });
  const made = await make('/v1/service-account-keys', {
    service_account_id: account.id,
    name: 'key',
    expires_in: '30d',
  });
  const key = credentialsOf(made as unknown as Credential);
  const form = { grant_type: 'client_credentials', audience: AUDIENCE };
  const issued = await requester.done('POST', `${url}/oauth2/token`, key, { form });
  return {
    ...key,
    id: String(made.id),
    accountId: String(account.id),
    roleId: String(role.id),
    teamId: String(team.id),
    owner,
    token: String(issued.access_token),
  };
}

function credentialsOf({ client_id, secret }: Credential): ClientCredentials {
  return { clientId: client_id, secret };
}

export const QUESTIONS = [
  'verify its secret',
  'verify its token',
  'introspect its secret',
  'introspect its token',
  'give it a token',
  'let it call',
] as const;

export type Question = (typeof QUESTIONS)[number];

/** Asks in every possible way whether the replica accepts the key. */
export function asker({ requester, operator }: Replicas, { url }: Replica, key: WatchedKey) {
  const post = (path: string, by: ClientCredentials, json: object) =>
    requester.send('POST', `${url}${path}`, by, { json });
  const submit = (path: string, by: ClientCredentials, form: Record<string, string>) =>
    requester.send('POST', `${url}${path}`, by, { form });
  const permissions = [PERMISSION];
  const verify = '/v1/keys/verify';
  const questions: Readonly<Record<Question, () => Promise<boolean>>> = {
    'verify its secret': async () =>
      isValid(await post(verify, operator, { secret: key.secret, permissions })),
    'verify its token': async () =>
      isValid(await post(verify, operator, { token: key.token, audience: AUDIENCE, permissions })),
    'introspect its secret': async () =>
      isActive(await submit('/oauth2/introspect', operator, { token: key.secret })),
    'introspect its token': async () =>
      isActive(await submit('/oauth2/introspect', operator, { token: key.token })),
    'give it a token': async () => {
      const form = { grant_type: 'client_credentials', audience: AUDIENCE, scope: PERMISSION };
      return known(await submit('/oauth2/token', key, form), 200, 400, 401).status === 200;
    },
    'let it call': async () => {
      const answer = await post(verify, key, { secret: key.secret });
      return known(answer, 200, 401, 403).status === 200;
    },
  };
  return (question: Question) => questions[question]();
}

/**
 * Asks again and again until it is stopped. A replica that is not sure answers 503 and neither
 * accepts nor refuses, so it is asked once more, as clients do.
 */
export async function observe(
  ask: () => Promise<boolean>,
  enough: () => boolean,
): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  let isUnsure = false;
  while (!enough() || isUnsure) {
    const askedAt = now();
    const good = await ask().catch(unlessUnsure);
    isUnsure = good === undefined;
    if (good !== undefined) observations.push({ askedAt, answeredAt: now(), good });
    await delay(PAUSE_MILLIS);
  }
  return observations;
}

class UnsureError extends Error {}

function unlessUnsure(error: unknown): undefined {
  if (!(error instanceof UnsureError)) throw error;
}

function isValid(answer: Answer): boolean {
  return known(answer, 200).body.valid === true;
}

function isActive(answer: Answer): boolean {
  const { active, scope = '' } = known(answer, 200).body;
  return active === true && String(scope).split(' ').includes(PERMISSION);
}

/** An answer that is neither a yes nor a no must not count as a refusal. */
function known(answer: Answer, ...statuses: readonly number[]): Answer {
  if (statuses.includes(answer.status)) return answer;
  const Fault = answer.status === 503 ? UnsureError : Error;
  throw new Fault(`Answered ${answer.status} ${JSON.stringify(answer.body)}.`);
}
