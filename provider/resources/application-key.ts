import type { ApplicationKey, KeyplaneClient, Whoami } from '../client';
import { defineResource } from '../definitions/define';
import { isUnknown, type ResourceContext, string } from '../terraform-plugin';
import { createdAt, createdBy, freeText, id, timeouts } from '../definitions/attributes';
import { rememberTeam } from '../definitions/acknowledge';
import { ruled } from '../definitions/field-rules';
import { guardDestroy, mayDelete } from './protection/guard-use';
import { recreateAttribute } from './keys/expired';
import { keyAttributes } from './keys/schema';
import { clientIdOf, importsById } from '../definitions/import-by-id';
import {
  changedCredential,
  changeKey,
  isJudgeableKeyUpdate,
  issuedCredential,
  type PlannedKey,
  plannedKeyUpdates,
  plannedRotation,
} from './keys/apply';
import { claimWindowOf, readCredential } from './keys/credential';
import { deliveryRequest } from './keys/delivery';
import { expiryAttributes, noPeriodWithoutEnd } from './keys/expiry';
import {
  declaredRotation,
  endingOf,
  goneWithoutTrace,
  judgeKey,
  keyChanges,
  keyFacts,
  lifetimeIn,
  type KeySettings,
  wantedExpiry,
} from './keys/read';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { type JudgedKey, judgeKeyPlan, keyGuard } from './keys/judgement';
import { planKey } from './keys/plan';
import { warnOfLastKey } from './keys/last-application-key';
import { validateKey } from './keys/validate';
import { protectionAttributes, protectionOf } from './protection/protection-attributes';
import { warnOfRestore } from './keys/restored-secret';
import { hasLeft, sightOf } from './sight';
import { withId } from './protection/threat';

export const applicationKeyResource = defineResource({
  name: 'keyplane_application_key',
  description:
    "A member's own key for the Keyplane API and this provider. It acts with that member's " +
    'permissions and belongs to the member whose credentials create it.',
  schema: ruled('/v1/application-keys', {
    id: id('The ID of the key.'),
    description: freeText('What the key is for.'),
    ...expiryAttributes('Neither this nor `expires_in`: `never`.'),
    ...recreateAttribute,
    ...keyAttributes,
    ...protectionAttributes,
    member_id: string.computed({ description: 'The ID of the member whose key it is.' }),
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,
  validators: [noPeriodWithoutEnd],
  validateConfig: validateKey,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const key = await client.applicationKeys.create(createBody(plan), { signal });
    return { ...toModel(key), ...issuedCredential(labelOf(key), plan, key, context) };
  },

  async read(state, context) {
    const { client, signal, diagnostics } = context;
    try {
      const key = await client.applicationKeys.refresh(state.id, { signal });
      const label = labelOf(key);
      const gone = judgeKey(label, key, state, diagnostics);
      if (gone !== undefined) return gone;
      const { recreate_if_expired, recipient_jwk, recipient_pem } = state;
      return {
        ...toModel(key),
        ...{ recreate_if_expired, recipient_jwk, recipient_pem },
        expires_in: lifetimeIn(state, key),
        claim_window: claimWindowOf(key, state),
        ...protectionOf(state),
        ...(await readCredential(label, key, state, context)),
      };
    } catch (error) {
      await sight.requireGone(error, state, context);
      await warnOfRestore(context, { isCertain: false });
      return goneWithoutTrace(labelOf(state), state.id);
    }
  },

  async update(plan, state, context) {
    const { client } = context;
    const wanted = { changes: changesOf(plan, state), rotation: plannedRotation(plan) };
    const { key, issued } = await sight.change(state, context, () =>
      changeKey(client.applicationKeys, state.id, wanted, context),
    );
    const credential = changedCredential(labelOf(key), plan, state, issued, context);
    return { ...toModel(key), ...credential };
  },

  importState: importsById({
    prefix: 'ak',
    listedBy: 'keyplane_application_keys',
    read: (client, id, options) => client.applicationKeys.refresh(id, options),
    ending: endingOf,
    otherName: clientIdOf((client) => client.applicationKeys),
    notFoundHint: 'Members see their own keys only, and revoked ones for 90 days.',
  }),

  async delete(state, context) {
    if (!(await mayDelete(guard, state, context))) return;
    await sight.remove(state, context, () =>
      context.client.applicationKeys.remove(state.id, context),
    );
  },

  async modifyPlan(request) {
    const { description } = request.plan.values;
    const planned = isUnknown(description) ? null : description;
    const label = labelOf(request.priorState ?? { id: 'to be created', description: planned });
    planKey(label, request);
    await judgeKeyPlan(label, guard, request);
    const { priorState, plan, context } = request;
    if (priorState !== null && plan.changed.has('enabled') && plan.values.enabled === false) {
      await warnOfLastKey(priorState.id, withId({ label, id: priorState.id }), context);
    }
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
    await warnOfLastKey(state.id, withId({ label: labelOf(state), id: state.id }), context);
  },
});

const sight = sightOf(labelOf, hiddenFrom);

const guard = keyGuard<JudgedKey & { readonly description: string | null }>(
  '/v1/application-keys',
  labelOf,
);

type PlannedApplicationKey = PlannedKey &
  KeySettings & {
    readonly description: string | null;
    readonly enabled: boolean;
  };

type ApplicationKeyState = JudgedKey & { readonly description: string | null };

const rehearsal: Rehearsal<PlannedApplicationKey, ApplicationKeyState> = {
  schema: () => applicationKeyResource.schema,
  collection: '/v1/application-keys',
  createBody,
  updates: (plan, state) => plannedKeyUpdates(changesOf(plan, state), plan, state),
  isJudgeable: isJudgeableKeyUpdate,
  onForbidden: forbiddenTo,
};

function createBody(plan: PlannedApplicationKey) {
  const { description, enabled } = plan;
  return {
    description,
    enabled,
    ...declaredRotation(plan),
    ...wantedExpiry(plan),
    ...deliveryRequest(plan),
  };
}

function changesOf(
  plan: PlannedApplicationKey,
  state: KeySettings & { readonly description: string | null },
) {
  const { description } = plan;
  const isDescribedAnew = description !== state.description;
  return { ...(isDescribedAnew && { description }), ...keyChanges(plan, state) };
}

/** Asked once for a plan of many keys. */
const askers = new WeakMap<KeyplaneClient, Promise<Whoami>>();

/**
 * No service account ever has application keys, so a plan under one that may write fails at apply. One
 * that may only read plans for somebody else, who applies.
 */
async function forbiddenTo({ client, signal }: ResourceContext<KeyplaneClient>) {
  const asked = askers.get(client) ?? client.whoami({ signal });
  askers.set(client, asked);
  const { kind, name, permissions } = await asked;
  const isReader = permissions.every((permission) => permission.endsWith('.read'));
  if (kind !== 'service_account' || isReader) return undefined;
  return {
    summary: 'A service account has no application keys',
    detail:
      `The provider's credentials belong to the service account "${name}", and an application key ` +
      'belongs to the member whose credentials create it. Use `keyplane_service_account_key`, or the ' +
      'credentials of a member.',
  };
}

function labelOf({
  id,
  description,
}: {
  readonly id: string;
  readonly description: string | null;
}) {
  return `Application key ${description === null || description === '' ? id : `"${description}"`}`;
}

function toModel(key: ApplicationKey) {
  const { description, member_id } = key;
  return { ...keyFacts(key), description, member_id };
}

/**
 * Members see only their own application keys, so another member's key looks as if it were gone. The
 * keys of a member who has left the team were revoked then, and nobody sees them any more.
 */
async function hiddenFrom(
  state: {
    readonly description: string | null;
    readonly id: string;
    readonly member_id: string | null;
    readonly created_by: string | null;
  },
  me: Whoami,
  context: ResourceContext<KeyplaneClient>,
): Promise<string | undefined> {
  const owner = state.member_id ?? state.created_by;
  if (owner === me.id || (owner !== null && (await hasLeft(owner, context)))) return undefined;
  const whose = owner === null ? 'The state does not say whose it is' : `It belongs to ${owner}`;
  return `${whose}, and only the member who owns an application key can see it.`;
}
