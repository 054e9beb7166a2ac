import { ApiError, type KeyplaneClient, type Usage, type UsedFamily } from '../../client';
import type { ResourceContext } from '../../terraform-plugin';
import { mergedUsage } from './merged-usage';
import { parsePeriodMs } from '../../definitions/period';
import type { UseQuestion } from './protection';
import type { Reach, Subject, Threat, Threats } from './threat';
import type { IdentityUse, SeenUse } from './use-texts';

type Context = ResourceContext<KeyplaneClient>;

export interface FoundUse {
  readonly threats: Threats;
  /**
   * The usage of all keys that the threats affect. Undefined if these credentials may not see it.
   */
  readonly usage: SeenUse | undefined;
}

/**
 * The threats that affect a key in use, and the usage of the keys that they affect. A change that
 * ends some of the keys below an object is judged only by these keys. Undefined if no threat
 * affects anything in use.
 */
export async function findUse(
  { subject, threats, within }: Pick<UseQuestion, 'subject' | 'threats' | 'within'>,
  context: Context,
): Promise<FoundUse | undefined> {
  const as_of = context.client.now().toISOString();
  const reached = new Map<Threat, Usage | undefined>();
  const felt: Threat[] = [];
  for (const threat of threats) {
    if (subject.family === '/v1/service-accounts' && (await isCovered(threat, context))) continue;
    felt.push(threat);
    const reach = reachOf(threat);
    if (reach !== undefined) {
      reached.set(threat, await usageOfReached(subject, reach, within, context));
    }
  }
  const [first, ...others] = felt.filter(
    (threat) => !reached.has(threat) || isUsed(reached.get(threat)),
  );
  if (first === undefined) return undefined;
  const left: Threats = [first, ...others];
  if (left.some((threat) => !reached.has(threat))) {
    return { threats: left, usage: await usageOf(subject, within, as_of, context) };
  }
  const usages = left.flatMap((threat) => reached.get(threat) ?? []);
  const isWhole = usages.length === left.length;
  const usage = isWhole ? mergedUsage(subject.id, usages) : undefined;
  return { threats: left, usage: usage && { ...usage, identities: [], as_of } };
}

/** Whether the roles that an account keeps grant every permission of the roles that it loses. */
async function isCovered(threat: Threat, context: Context): Promise<boolean> {
  if (threat.kind !== 'narrowed' || threat.taken === undefined) return false;
  const lost = await permissionsOf(threat.taken, context);
  const kept = await permissionsOf(threat.kept ?? [], context);
  return lost?.every((permission) => kept?.includes(permission)) ?? false;
}

/** Undefined if one of the roles cannot be read. */
async function permissionsOf(
  roles: readonly string[],
  { client, signal }: Context,
): Promise<readonly string[] | undefined> {
  try {
    const read = await Promise.all(roles.map((id) => client.roles.get(id, { signal })));
    return read.flatMap(({ permissions }) => permissions);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return undefined;
  }
}

function reachOf(threat: Threat): Reach | undefined {
  return threat.kind === 'narrowed' ? threat.reach : undefined;
}

/** An object that these credentials cannot see may be in use. */
function isUsed(usage: Usage | undefined): boolean {
  return usage === undefined || usage.keys_used > 0;
}

async function usageOfReached(
  subject: Subject,
  reach: Reach,
  within: string,
  context: Context,
): Promise<Usage | undefined> {
  const { client, signal } = context;
  const { family, ids } = await reachedKeys(subject, reach, context);
  const found = await Promise.all(
    ids.map((id) => client.usage.find({ family, id, within }, { signal })),
  );
  const usages = found.filter((usage) => usage !== undefined);
  return usages.length === found.length ? mergedUsage(subject.id, usages) : undefined;
}

/** Includes only keys that work, because nothing depends on a disabled or expired key. */
async function reachedKeys(
  { id }: Subject,
  reach: Reach,
  { client, signal }: Context,
): Promise<{ readonly family: UsedFamily; readonly ids: readonly string[] }> {
  const state = 'active' as const;
  if (reach.kind === 'application-keys') {
    // Keyplane hides the application keys of other members.
    const keys = await client.applicationKeys.list({ state }, { signal });
    const own = keys.filter((key) => key.member_id === id);
    return { family: '/v1/application-keys', ids: own.map((key) => key.id) };
  }
  const filter = { service_key_id: id, kind: 'personal' as const, state };
  const tokens = await client.serviceKeyTokens.list(filter, { signal });
  const theirs = tokens.filter(
    ({ member_id: member }) => member !== null && reach.memberIds.includes(member),
  );
  return { family: '/v1/service-key-tokens', ids: theirs.map((token) => token.id) };
}

async function usageOf(
  { family, id }: Subject,
  within: string,
  as_of: string,
  context: Context,
): Promise<SeenUse | undefined> {
  const { client, signal } = context;
  const isRecent = (at: string | null) =>
    at !== null && Date.parse(at) >= client.now().getTime() - (parsePeriodMs(within) ?? 0);
  if (family === '/v1/federated-identities') {
    const { last_used_at } = await client.federatedIdentities.refresh(id, { signal });
    return {
      id,
      last_used_at,
      uses: 0,
      keys_used: isRecent(last_used_at) ? 1 : 0,
      callers: [],
      other_callers: 0,
      identities: [],
      superseded: false,
      as_of,
    };
  }
  const usage = await client.usage.find({ family, id, within }, { signal });
  const acting = family === '/v1/service-accounts' ? await actingFor(id, context) : [];
  const identities = acting.filter(({ last_used_at }) => isRecent(last_used_at));
  return usage && { ...usage, identities, as_of };
}

/** If the credentials may not read federated identities, only the keys count. */
async function actingFor(
  accountId: string,
  { client, signal }: Context,
): Promise<readonly IdentityUse[]> {
  try {
    const all = await client.identitiesOf(accountId, { signal });
    return all.flatMap(({ id, name, enabled, last_used_at }) =>
      last_used_at === null || !enabled ? [] : [{ id, name, last_used_at }],
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [];
  }
}
