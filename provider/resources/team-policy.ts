import type { ItemOf, KeyplaneClient } from '../client';
import { rememberTeam } from '../definitions/acknowledge';
import { createdAt, id, timeouts } from '../definitions/attributes';
import { defineResource } from '../definitions/define';
import { ruled } from '../definitions/field-rules';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { samePeriod } from '../definitions/period';
import { bool, type DiagnosticText, gone, isUnknown, set, string } from '../terraform-plugin';
import { sightOf } from './protection/sight';

const byId = importsById({
  prefix: 'team',
  read: (client, teamId, options) => client.teamPolicies.get(teamId, options),
  notFoundHint:
    'If no configuration declares the policy of the team, declare it without an import: it replaces what ' +
    'was set elsewhere.',
});

export const teamPolicyResource = defineResource({
  name: 'keyplane_team_policy',
  description:
    "The team's policy for the keys that are created, rotated or extended from now on. Existing keys " +
    'stay as they are. A team has one policy, and one state manages it: a second state that declares ' +
    'it gets an error that names the first. Destroying it restores the defaults, which limit nothing. ' +
    'If keys of the same configuration depend on a change of the policy, give them a `depends_on`.',
  schema: ruled('/v1/team-policies', {
    id: id('The ID of the team.'),
    max_key_lifetime: string.optional({
      description: 'Maximum lifetime of a key, such as `90d`. If it is omitted, there is no limit.',
      semanticallyEqual: samePeriod,
    }),
    require_expiry: bool.optional({
      description: 'Whether every key must expire. Defaults to `false`.',
      default: false,
    }),
    allowed_secret_deliveries: set(string).optional({
      description:
        'How a secret may reach its owner: `plain`, `claim`, `encrypted` or `public_key`. If it is ' +
        'omitted, every way is allowed.',
    }),
    stack: string.computed({
      nullable: true,
      description:
        'The stack that manages the policy. If it is another stack, for example after an import, the ' +
        'next apply takes the policy over.',
    }),
    created_at: createdAt,
    created_by: string.computed({
      description: 'The ID of the member or service account that declared the policy.',
    }),
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    return toModel(await client.teamPolicies.create(toBody(plan), { signal }));
  },

  async read(state, context) {
    const { client, signal } = context;
    try {
      const policy = await client.teamPolicies.refresh(state.id, { signal });
      await rememberTeam(context);
      return isTakenOver(state, policy, client) ? gone(takenOver(policy)) : toModel(policy);
    } catch (error) {
      await sight.requireGone(error, state, context);
      return gone({
        summary: `${labelOf(state)} is no longer declared`,
        detail:
          `Somebody deleted the policy of the team ${state.id} outside Terraform, which restored the ` +
          'defaults. The plan creates it again.',
      });
    }
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () => {
      const { client } = context;
      const body = { ...toBody(plan), ...handover(state, client) };
      return toModel(await client.teamPolicies.update(state.id, body, context));
    }),

  planDestroy: (state, context) => sight.requireOwnTeam(state, context),
  async modifyPlan(request) {
    const { priorState, plan, context } = request;
    if (context.hasClient) {
      const { client, diagnostics } = context;
      if (priorState !== null && priorState.stack !== client.stack) {
        plan.set('stack', client.stack);
        diagnostics.warning(takesOver(priorState.stack));
      }
      const planned = knownPolicy(plan.values);
      if (plan.changed.size > 0 && planned !== undefined) client.planTeamPolicy(planned);
    }
    await judgeInDryRun(rehearsal, request);
  },

  importId: byId.importId,
  async importState(given, context) {
    const imported = await byId.importState(given, context);
    const { client } = context;
    const { stack } = await client.teamPolicies.get(imported.id, context);
    if (stack !== client.stack) context.diagnostics.warning(takesOver(stack));
    return imported;
  },

  delete: (state, context) =>
    sight.remove(state, context, async () => {
      const { teamPolicies } = context.client;
      const change = handover(state, context.client);
      if (change !== undefined) await teamPolicies.update(state.id, change, context);
      await teamPolicies.remove(state.id, context);
    }),
});

type DeclaredTeamPolicy = ItemOf<'/v1/team-policies'>;

interface Managed {
  readonly id: string;
  readonly stack: string | null;
  readonly created_at: string | null;
  readonly created_by: string | null;
}

const sight = sightOf<Managed>(labelOf);

function labelOf({ id: teamId }: { readonly id: string }): string {
  return `Team policy ${teamId}`;
}

/** After an import, the state knows only the ID, so the import itself reads the policy. */
export function isTakenOver(
  state: Pick<Managed, 'stack' | 'created_at'>,
  { stack }: Pick<DeclaredTeamPolicy, 'stack'>,
  client: Pick<KeyplaneClient, 'stack'>,
): boolean {
  return state.created_at !== null && stack !== state.stack && stack !== client.stack;
}

/** Proves that this state holds the policy, if its stack is not the one that Keyplane knows. */
export function handover({ stack }: Pick<Managed, 'stack'>, client: Pick<KeyplaneClient, 'stack'>) {
  return stack === client.stack ? undefined : { take_over_from: stack };
}

const nameOf = (stack: string | null) =>
  stack === null ? 'somebody who declared it without a stack' : `the stack "${stack}"`;

function takesOver(stack: string | null): DiagnosticText {
  return {
    summary: `The next apply takes the team policy over from ${nameOf(stack)}`,
    detail:
      'A team has one policy, and one state manages it. After the apply, this state manages it. ' +
      'The other state loses the policy at its next refresh, and its plans are refused while its ' +
      'configuration still declares it. If you do not want that, remove the policy from this ' +
      'state with `terraform state rm`.',
  };
}

function takenOver({ stack }: DeclaredTeamPolicy): DiagnosticText {
  return {
    summary: `The team policy is now managed by ${nameOf(stack)}`,
    detail:
      'That state declared or imported it after this one. This state forgets the policy, and Keyplane ' +
      'keeps it. Remove the resource from this configuration, or import it again to take it back.',
  };
}

interface PlannedPolicy {
  readonly max_key_lifetime: string | null;
  readonly require_expiry: boolean;
  readonly allowed_secret_deliveries: readonly string[] | null;
}

const rehearsal: Rehearsal<PlannedPolicy, { readonly id: string }> = {
  schema: () => teamPolicyResource.schema,
  collection: '/v1/team-policies',
  createBody: toBody,
  updates: (plan) => [{ method: 'PATCH', body: toBody(plan) }],
};

const DELIVERIES = ['plain', 'claim', 'encrypted', 'public_key'] as const;

function toBody({ max_key_lifetime, require_expiry, allowed_secret_deliveries }: PlannedPolicy) {
  const allowed = allowed_secret_deliveries;
  return {
    max_key_lifetime,
    require_expiry,
    allowed_secret_deliveries:
      allowed && DELIVERIES.filter((delivery) => allowed.includes(delivery)),
  };
}

type Planned<T> = { readonly [Name in keyof T]: unknown };

/** Undefined as long as a part of it is known only after apply. */
export function knownPolicy(planned: Planned<PlannedPolicy>) {
  const { max_key_lifetime, require_expiry, allowed_secret_deliveries } = planned;
  const values = [max_key_lifetime, require_expiry, allowed_secret_deliveries].flat();
  if (values.some((value) => isUnknown(value))) return undefined;
  return toBody(planned as PlannedPolicy);
}

function toModel(policy: DeclaredTeamPolicy) {
  const { id: teamId, max_key_lifetime, require_expiry, allowed_secret_deliveries } = policy;
  const { stack, created_at, created_by } = policy;
  return {
    id: teamId,
    max_key_lifetime,
    require_expiry,
    allowed_secret_deliveries,
    stack,
    created_at,
    created_by,
  };
}
