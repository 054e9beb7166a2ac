import {
  ApiError,
  ApiProblem,
  CredentialUnavailable,
  type DryRunQuestion,
  type DryRunVerdict,
  type KeyplaneClient,
} from '../client';
import { explainApiError } from './explain-api-error';
import {
  type DiagnosticText,
  presumeKnown,
  type Presumed,
  privateKey,
  type ResourceContext,
  type Schema,
  splitUnknown,
} from '../terraform-plugin';

type Context = ResourceContext<KeyplaneClient>;

/** A change in place, as the API takes it. */
export interface PlannedUpdate {
  readonly method: 'PATCH' | 'POST';
  /** The path below the object's own, such as `/rotate`. */
  readonly below?: string;
  readonly body: object;
}

/** The questions of a resource about its plan, with the bodies that its apply sends. */
export interface Rehearsal<Plan, State> {
  /**
   * Returns the schema. This is a function because the schema exists only after the resource is
   * defined.
   */
  schema(): Schema;
  /** As in `/v1/roles`. */
  readonly collection: string;
  createBody(plan: Plan): object;
  updates(plan: Plan, state: State): readonly PlannedUpdate[];
  /** Whether a dry run can answer as the apply would, although it belongs to no run. */
  isJudgeable?(update: PlannedUpdate, context: Context): boolean;
  /** Runs for a create, which includes the second half of a replacement, after it was judged. */
  onCreation?(creation: PlannedCreation): void;
  /**
   * The error for a caller who lacks the permission. If it is undefined, nothing is reported,
   * because somebody else may apply the plan.
   */
  onForbidden?(context: Context): Promise<DiagnosticText | undefined>;
}

export interface PlannedCreation {
  readonly body: object;
  readonly unknown: readonly string[];
  /** Undefined if Keyplane could not be asked. */
  readonly verdict: DryRunVerdict | undefined;
  readonly isReplacement: boolean;
  readonly context: Context;
}

export interface JudgedPlan<State> {
  readonly config: object;
  readonly priorState: State | null;
  readonly plan: {
    readonly values: object;
    readonly changed: ReadonlySet<string>;
    readonly requiresReplace: boolean;
  };
  readonly context: Context;
}

/**
 * Terraform plans a replacement twice, the second time without a prior state. The first plan leaves
 * a note here: which object is replaced, and whether the new object was judged already.
 */
const replaced = privateKey('replaced', {
  parse(json) {
    if (typeof json !== 'object' || json === null) return undefined;
    const { id, judged } = json as Readonly<Record<string, unknown>>;
    return typeof id === 'string' ? { id, judged: judged === true } : undefined;
  },
});

/**
 * Asks Keyplane whether it would accept the plan, and reports a refusal as the apply would. Without
 * this question, a replacement would destroy the old object before the new one is refused. During
 * an apply it does not ask, because the apply itself asks next.
 */
export async function judgeInDryRun<Plan, State extends { readonly id: string }>(
  rehearsal: Rehearsal<Plan, State>,
  { config, priorState, plan, context }: JudgedPlan<State>,
): Promise<void> {
  const { privateState, diagnostics } = context;
  const before = privateState.get(replaced);
  if (priorState === null) privateState.delete(replaced);
  else privateState.set(replaced, { id: priorState.id, judged: plan.requiresReplace });
  if (!context.hasClient || diagnostics.hasErrors || context.client.hasWritten()) return;
  const presumed = presumeKnown(
    rehearsal.schema(),
    config as Parameters<typeof presumeKnown>[1],
    plan.values as Parameters<typeof presumeKnown>[2],
  );
  if (priorState !== null && !plan.requiresReplace) {
    if (plan.changed.size > 0) await judgeUpdates(rehearsal, presumed, priorState, context);
    return;
  }
  if (priorState === null && before?.judged === true) return;
  await judgeCreation(rehearsal, presumed, priorState?.id ?? before?.id, context);
}

async function judgeCreation<Plan, State>(
  rehearsal: Rehearsal<Plan, State>,
  { values, unknown }: Presumed,
  replaces: string | undefined,
  context: Context,
): Promise<void> {
  const asked = splitUnknown(rehearsal.createBody(values as Plan), unknown);
  const question = { method: 'POST', path: rehearsal.collection, replaces, ...asked } as const;
  const verdict = await judge(question, context);
  if (verdict !== undefined) await report(verdict, rehearsal, context, replaces !== undefined);
  rehearsal.onCreation?.({
    ...asked,
    verdict,
    context,
    isReplacement: replaces !== undefined,
  });
}

async function judgeUpdates<Plan, State extends { readonly id: string }>(
  rehearsal: Rehearsal<Plan, State>,
  { values, unknown }: Presumed,
  state: State,
  context: Context,
): Promise<void> {
  const path = `${rehearsal.collection}/${encodeURIComponent(state.id)}`;
  const verdicts = await Promise.all(
    rehearsal
      .updates(values as Plan, state)
      .filter((update) => rehearsal.isJudgeable?.(update, context) ?? true)
      .map(({ method, below = '', body }) =>
        judge({ method, path: path + below, ...splitUnknown(body, unknown) }, context),
      ),
  );
  for (const verdict of verdicts) {
    if (verdict !== undefined) await report(verdict, rehearsal, context);
  }
}

/** Clients whose credentials Keyplane has refused. One error covers everything that is planned. */
const refused = new WeakSet<KeyplaneClient>();

/**
 * Undefined if Keyplane cannot be asked, which is a warning, or if it refuses the credentials,
 * which is an error.
 */
async function judge(
  question: DryRunQuestion,
  { client, signal, diagnostics, logger }: Context,
): Promise<DryRunVerdict | undefined> {
  try {
    return await client.dryRuns.judge(question, { signal });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error instanceof ApiProblem && error.problem.status === 403) {
      logger.debug('Planned without a dry run: these credentials may not ask for one');
      return undefined;
    }
    if (areCredentialsRefused(error)) {
      if (refused.has(client)) return undefined;
      refused.add(client);
      for (const text of explainApiError(error, [], client)) diagnostics.error(text);
      return undefined;
    }
    // Terraform shows only one of several equal summaries.
    diagnostics.warning({
      summary: 'Planned without a dry run',
      detail: `If Keyplane refuses something, the error appears only at apply. ${whyNot(error)}`,
    });
    return undefined;
  }
}

/** An apply could not continue with them either. */
function areCredentialsRefused(error: ApiError): boolean {
  return (
    error instanceof CredentialUnavailable ||
    (error instanceof ApiProblem && error.problem.status === 401)
  );
}

function whyNot(error: ApiError): string {
  const isTooOld = error instanceof ApiProblem && error.problem.status === 404;
  return isTooOld ? 'This version of Keyplane is too old for dry runs.' : error.message;
}

/** Refusals that another change of the same plan may resolve. */
const RESOLVABLE = new Set([
  'key_limit_reached',
  'insufficient_funds',
  'wallet_in_use',
  'wallet_not_empty',
  'role_in_use',
  'email_in_use',
  'last_owner',
  'rotation_in_progress',
]);

/** Refusals that a change of the team's policy in the same plan may resolve. */
const BY_TEAM_POLICY = new Set([
  'expiry_required_by_team',
  'lifetime_exceeds_team_limit',
  'secret_delivery_not_allowed',
]);

/** Answers that say nothing about the plan, because another attempt may end differently. */
const PASSING = new Set(['conflict', 'rate_limited', 'unavailable', 'internal']);

async function report<Plan, State>(
  { problem }: DryRunVerdict,
  rehearsal: Rehearsal<Plan, State>,
  context: Context,
  isReplacement = false,
): Promise<void> {
  const { client, diagnostics, logger } = context;
  if (problem === undefined) return;
  const { code } = problem;
  if (PASSING.has(code)) return logger.debug('A dry run was not carried out', { code });
  if (code === 'insufficient_permissions') {
    const text = await rehearsal.onForbidden?.(context);
    if (text !== undefined) diagnostics.error(text);
    return logger.debug('These credentials may not do what was planned', { code });
  }
  const names = Object.keys(rehearsal.schema());
  const isResolvable =
    RESOLVABLE.has(code) || (BY_TEAM_POLICY.has(code) && client.changesTeamPolicy());
  for (const text of explainApiError(new ApiProblem(problem), names, client)) {
    // Otherwise the old object would be gone before the new one is refused.
    if (isResolvable && !isReplacement) diagnostics.warning(asWarning(text));
    else diagnostics.error(text);
  }
}

function asWarning({ detail, ...text }: DiagnosticText): DiagnosticText {
  const advice =
    'If no other change of this plan resolves that first, Keyplane refuses it at apply.';
  return { ...text, detail: `${detail}\n\n${advice}` };
}
