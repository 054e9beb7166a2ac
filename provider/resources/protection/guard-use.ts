import { ApiError, isNotFound, type KeyplaneClient } from '../../client';
import { isUnknown, privateKey, type ResourceContext } from '../../terraform-plugin';
import { type Judgment, judgeUnknownUse, judgeUse, type UseQuestion } from './protection';
import { refuseSelfRemoval } from './guard-own-credential';
import { findUse } from './find-use';
import { OFF, type OwnProtection, protectionFor } from './protection-attributes';
import { type GuardedFamily, isSubject, type Subject, type Threat, withId } from './threat';
import type { SeenUse } from './use-texts';
import { warnOfUnmanaged } from './warn-of-unmanaged';

type Context = ResourceContext<KeyplaneClient>;

/** What a resource tells about itself, so that its plans can be judged by how it is used. */
export interface Guard<State extends OwnProtection, Planned extends OwnProtection> {
  subjectOf(state: State): Subject;
  /**
   * Whether it can be used in its current state. Changing a disabled or expired object breaks no
   * calls.
   */
  isLive?(state: State): boolean;
  /** Threats other than a destroy or a replacement. */
  threatsOf(state: State, planned: Planned): readonly Threat[];
  /** Threats that affect only a run that is authenticated with the object. */
  threatsToOwner?(state: State, planned: Planned): readonly Threat[];
}

interface PlanOf<Planned> {
  readonly values: Planned;
  readonly requiresReplace: boolean;
}

/** The note that the first of the two plans of a forced replacement leaves for the second. */
const standing = privateKey('standing', { parse: (json) => (isSubject(json) ? json : undefined) });

/**
 * The ID of an object whose end was judged in a plan. Terraform passes the note on to the apply.
 */
const judged = privateKey('judged', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

/**
 * Runs in `planDestroy`: for destroys, removals from the configuration, and objects that an apply
 * leaves deposed.
 */
export async function guardDestroy<State extends OwnProtection, Planned extends OwnProtection>(
  { subjectOf, isLive = () => true }: Guard<State, Planned>,
  state: State,
  context: Context,
): Promise<void> {
  const subject = subjectOf(state);
  context.privateState.set(judged, subject.id);
  if (await refuseSelfRemoval(subject, [{ kind: 'destroyed' }], context)) return;
  if (context.hasClient) await warnOfUnmanaged(subject, context);
  if (!isLive(state)) return;
  const isTainted = context.hasClient && isMadeAgain(subject, state, context.client);
  const threat: Threat = { kind: isTainted ? 'tainted' : 'destroyed' };
  await judge(subject, [threat], state, context, isTainted);
}

/**
 * Runs at the beginning of `delete`. Terraform plans the replacement of a tainted object like a
 * creation: the plan sees neither the object nor its private state, so its end is judged here.
 * Every other end was judged in the plan, which left a note.
 * @returns whether it may be deleted
 */
export async function mayDelete<State extends OwnProtection, Planned extends OwnProtection>(
  { subjectOf, isLive = () => true }: Guard<State, Planned>,
  state: State,
  context: Context,
): Promise<boolean> {
  const { privateState, diagnostics } = context;
  const subject = subjectOf(state);
  const noted = privateState.get(judged) ?? privateState.get(standing)?.id;
  if (noted === subject.id || !isLive(state)) return true;
  const protection = protectionFor(subject.id, state, context.client.protection);
  if (protection?.action === 'error') {
    await judge(subject, [{ kind: 'tainted' }], state, context, true);
  }
  return !diagnostics.hasErrors;
}

type Values = Readonly<Record<string, unknown>>;

/** The objects that each client has to create, by family and label. */
const beingCreated = new WeakMap<KeyplaneClient, Map<string, Values>>();

function noteCreation({ family, label }: Subject, values: object, client: KeyplaneClient): void {
  const noted = beingCreated.get(client) ?? new Map<string, Values>();
  beingCreated.set(client, noted.set(`${family} ${label}`, { ...values }));
}

/**
 * Whether this apply has created the same object again, as `create_before_destroy` does for a
 * tainted object. Terraform asks about the deposed object after that, and no plan has judged its
 * end. It must be possible to remove an object that was replaced for a changed argument, or that is
 * left over from an earlier apply.
 */
function isMadeAgain({ family, label }: Subject, state: object, client: KeyplaneClient): boolean {
  const planned = beingCreated.get(client)?.get(`${family} ${label}`);
  if (planned === undefined || !client.hasWritten()) return false;
  const before: Values = { ...state };
  return Object.entries(planned).every(
    ([name, value]) =>
      value === null ||
      isPartlyUnknown(value) ||
      name.startsWith('protect_') ||
      JSON.stringify(value) === JSON.stringify(before[name]),
  );
}

function isPartlyUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isPartlyUnknown);
}

/** Runs at the end of `modifyPlan`: for replacements, and for changes in place. */
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
    // The values of a plan have the names of those of a state, and a label consists of known
    // values.
    const planned = { ...plan.values, id: '' } as unknown as State;
    if (context.hasClient) noteCreation(subjectOf(planned), plan.values, context.client);
    const replaced = privateState.get(standing);
    if (replaced !== undefined) await guardForced(replaced, plan.values, context);
    return;
  }
  const subject = subjectOf(priorState);
  privateState.delete(standing);
  privateState.delete(judged);
  if (plan.requiresReplace) {
    privateState.set(judged, subject.id);
    if (context.hasClient) await warnOfUnmanaged(subject, context);
  }
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
 * A replacement by `-replace` or `replace_triggered_by`. The provider sees it only in a second plan
 * without a prior state, and Terraform does not show the warnings of that plan.
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
  isFirstJudgment = false,
): Promise<void> {
  if (own.protect_used_within === OFF) return;
  const { diagnostics } = context;
  if (!context.hasClient) {
    // This does not read `client`. If there is no client, reading it would end the hook of the
    // plan.
    diagnostics.warning({
      summary: 'Planned without asking Keyplane',
      detail:
        `Whether ${withId(subject)} is in use is not known, because the provider's ` +
        'configuration is known only after apply. Apply what the configuration depends on ' +
        'first, for example with -target.',
    });
    return;
  }
  const { client } = context;
  const protection = protectionFor(subject.id, own, client.protection);
  if (protection === undefined) return;
  const { within } = protection;
  // A change that an apply plans again was judged before. If it were refused now, the user would be
  // left with half an apply.
  const wasJudged = client.hasWritten() && !isFirstJudgment;
  const action = wasJudged ? 'warn' : protection.action;
  const question = { subject, threats, within, action, mayBeLeftOver: !isFirstJudgment };
  const judgment = await lookUp(question, context);
  if (judgment === undefined) return;
  if (judgment.severity === 'error') diagnostics.error(judgment.text);
  else diagnostics.warning(judgment.text);
}

async function lookUp(asked: UseQuestion, context: Context): Promise<Judgment | undefined> {
  let question = asked;
  let usage: SeenUse | undefined;
  try {
    const found = await findUse(asked, context);
    if (found === undefined) return undefined;
    question = { ...asked, threats: found.threats };
    usage = found.usage;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return judgeUnknownUse(
      question,
      isNotFound(error) ? 'this version of Keyplane is too old to report usage.' : error.message,
    );
  }
  if (usage === undefined && (await isGone(question.subject, context))) return undefined;
  return usage === undefined
    ? judgeUnknownUse(question, "the provider's credentials may not see its usage.")
    : judgeUse(question, usage);
}

/**
 * Families whose objects are all visible to every credential that may read any of them. Other
 * credentials get a 403.
 */
const SEEN_BY_ALL_READERS = {
  '/v1/federated-identities': 'federatedIdentities',
  '/v1/members': 'members',
  '/v1/roles': 'roles',
  '/v1/service-accounts': 'serviceAccounts',
  '/v1/service-account-keys': 'serviceAccountKeys',
} as const satisfies Partial<Record<GuardedFamily, keyof KeyplaneClient>>;

/** Whether it no longer exists. Keyplane answers the same for what the caller may not see. */
async function isGone({ family, id }: Subject, { client, signal }: Context): Promise<boolean> {
  if (!(family in SEEN_BY_ALL_READERS)) return false;
  const api = SEEN_BY_ALL_READERS[family as keyof typeof SEEN_BY_ALL_READERS];
  try {
    await client[api].get(id, { signal });
    return false;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return isNotFound(error);
  }
}

/** The known texts of `before` that `after` no longer has. None if `after` is not known. */
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
