import { ApiError, isNotFound, type KeyplaneClient } from '../client';
import { isUnknown, privateKey, type ResourceContext } from '../framework';
import { type Judgement, judgeUnknownUse, judgeUse, type UseQuestion } from './protection';
import { refuseSelfRemoval } from './guard-own-credential';
import { parsePeriodMs } from './period';
import { OFF, type OwnProtection, protectionFor } from './protection-attributes';
import { isSubject, type Subject, type Threat, withId } from './threat';
import type { IdentityUse, SeenUse } from './use-texts';

type Context = ResourceContext<KeyplaneClient>;

/** What a resource tells of itself so that its plans are judged by who uses it. */
export interface Guard<State extends OwnProtection, Planned extends OwnProtection> {
  subjectOf(state: State): Subject;
  /** Whether it can be used as it stands: what is disabled or expired breaks nobody's calls. */
  isLive?(state: State): boolean;
  /** Other than that it is destroyed or replaced. */
  threatsOf(state: State, planned: Planned): readonly Threat[];
  /** What threatens nobody else than a run that is authenticated with it. */
  threatsToOwner?(state: State, planned: Planned): readonly Threat[];
}

interface PlanOf<Planned> {
  readonly values: Planned;
  readonly requiresReplace: boolean;
}

/** What the first of the two plans of a replacement that the user forces leaves for the second. */
const standing = privateKey('standing', { parse: (json) => (isSubject(json) ? json : undefined) });

/** For `planDestroy`: destroys, and removals from the configuration. */
export async function guardDestroy<State extends OwnProtection, Planned extends OwnProtection>(
  { subjectOf, isLive = () => true }: Guard<State, Planned>,
  state: State,
  context: Context,
): Promise<void> {
  const threats = [{ kind: 'destroyed' }] as const;
  if (await refuseSelfRemoval(subjectOf(state), threats, context)) return;
  if (isLive(state)) await judge(subjectOf(state), threats, state, context);
}

/** For the end of `modifyPlan`: replacements, and what changes in place. */
export async function guardChange<State extends OwnProtection, Planned extends OwnProtection>(
  { subjectOf, isLive = () => true, threatsOf, threatsToOwner }: Guard<State, Planned>,
  {
    priorState,
    plan,
    context,
  }: {
    readonly priorState: State | null;
    readonly plan: PlanOf<Planned>;
    readonly context: Context;
  },
): Promise<void> {
  const { privateState } = context;
  if (priorState === null) {
    const replaced = privateState.get(standing);
    if (replaced !== undefined) await guardForced(replaced, plan.values, context);
    return;
  }
  const subject = subjectOf(priorState);
  privateState.delete(standing);
  const threats: readonly Threat[] = plan.requiresReplace
    ? [{ kind: 'replaced' }]
    : threatsOf(priorState, plan.values);
  const toOwner = plan.requiresReplace ? [] : (threatsToOwner?.(priorState, plan.values) ?? []);
  if (await refuseSelfRemoval(subject, [...threats, ...toOwner], context)) return;
  if (!isLive(priorState)) return;
  if (!plan.requiresReplace) privateState.set(standing, subject);
  const [first, ...others] = threats;
  if (first !== undefined) await judge(subject, [first, ...others], plan.values, context);
}

/**
 * By `-replace` or `replace_triggered_by`: the provider sees it in a second plan without a prior
 * state only, and Terraform shows the warnings of that one to nobody.
 */
async function guardForced(subject: Subject, own: OwnProtection, context: Context): Promise<void> {
  if (!context.hasClient) return;
  if (await refuseSelfRemoval(subject, [{ kind: 'replaced' }], context)) return;
  const protection = protectionFor(subject.id, own, context.client.protection);
  if (protection?.action === 'error') {
    await judge(subject, [{ kind: 'replaced' }], own, context);
  }
}

async function judge(
  subject: Subject,
  threats: UseQuestion['threats'],
  own: OwnProtection,
  context: Context,
): Promise<void> {
  if (own.protect_used_within === OFF) return;
  const { diagnostics } = context;
  if (!context.hasClient) {
    // Not by asking for the client: the framework would drop the rest of the plan's hook.
    diagnostics.warning({
      summary: 'Planned without asking the service',
      detail:
        `Whether ${withId(subject)} is in use is not known, since the provider's configuration is ` +
        'known only after apply. Apply what it depends on first, for instance with -target.',
    });
    return;
  }
  const { client } = context;
  const protection = protectionFor(subject.id, own, client.protection);
  if (protection === undefined) return;
  const { within } = protection;
  // Whatever is planned amid an apply was judged before: refused now, it would strand the user.
  const action = client.hasWritten() ? 'warn' : protection.action;
  const judgement = await lookUp({ subject, threats, within, action }, context);
  if (judgement === undefined) return;
  if (judgement.severity === 'error') diagnostics.error(judgement.text);
  else diagnostics.warning(judgement.text);
}

async function lookUp(question: UseQuestion, context: Context): Promise<Judgement | undefined> {
  const { subject, within } = question;
  let usage: SeenUse | undefined;
  try {
    usage = await usageOf(subject, within, context);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return judgeUnknownUse(
      question,
      isNotFound(error) ? 'this Keyplane is too old to be asked.' : error.message,
    );
  }
  return usage === undefined
    ? judgeUnknownUse(question, "the provider's credentials may not see the use of it.")
    : judgeUse(question, usage);
}

async function usageOf(
  { family, id }: Subject,
  within: string,
  context: Context,
): Promise<SeenUse | undefined> {
  const { client, signal } = context;
  const isUsed = (at: string | null) =>
    at !== null && Date.parse(at) >= client.now().getTime() - (parsePeriodMs(within) ?? 0);
  if (family === '/v1/federated-identities') {
    const { last_used_at } = await client.federatedIdentities.refresh(id, { signal });
    return {
      ...{ id, last_used_at, uses: 0, keys_used: isUsed(last_used_at) ? 1 : 0 },
      ...{ callers: [], other_callers: 0, identities: [], superseded: false },
    };
  }
  const usage = await client.usage.find({ family, id, within }, { signal });
  const acting = family === '/v1/service-accounts' ? await actingFor(id, context) : [];
  const identities = acting.filter(({ last_used_at }) => isUsed(last_used_at));
  return usage && { ...usage, identities };
}

/** Whoever may not see federated identities judges by the keys alone. */
async function actingFor(
  accountId: string,
  { client, signal }: Context,
): Promise<readonly IdentityUse[]> {
  try {
    const all = await client.identitiesOf(accountId, { signal });
    return all.flatMap(({ id, name, last_used_at }) =>
      last_used_at === null ? [] : [{ id, name, last_used_at }],
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [];
  }
}

/** The known texts of `before` that `after` has no more; nothing where that is not known. */
export function lost(before: readonly string[] | null, after: unknown): readonly string[] {
  if (isUnknown(after)) return [];
  const kept = new Set(Array.isArray(after) ? after : []);
  return (before ?? []).filter((each) => !kept.has(each));
}

/** The known texts of `after` that `before` lacks; null if some are not known yet. */
export function gained(before: readonly string[] | null, after: unknown): readonly string[] | null {
  const planned: readonly unknown[] = Array.isArray(after) ? after : [];
  const texts = planned.filter((each) => typeof each === 'string');
  if (texts.length < planned.length) return null;
  return texts.filter((each) => !(before ?? []).includes(each));
}
