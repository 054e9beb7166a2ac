import type { ServiceAccountKey } from '../client';
import { defineResource } from '../definitions/define';
import { isUnknown, string } from '../terraform-plugin';
import { createdAt, createdBy, displayName, id, timeouts } from '../definitions/attributes';
import { rememberTeam } from '../definitions/acknowledge';
import { ruled } from '../definitions/field-rules';
import { guardDestroy, mayDelete } from './protection/guard-use';
import { recreateAttribute } from './keys/expired';
import { claimantAttribute, keyAttributes } from './keys/schema';
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
import { claimantOf, claimWindowOf, readCredential } from './keys/credential';
import { deliveryRequest } from './keys/delivery';
import { expiryAttributes, noPeriodWithoutEnd, requiresExpiry } from './keys/expiry';
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
import { judgeKeyCount } from './keys/count';
import { planKey } from './keys/plan';
import { validateKey } from './keys/validate';
import { protectionAttributes, protectionOf } from './protection/protection-attributes';
import { warnOfRestore } from './keys/restored-secret';
import { sightOf } from './sight';

export const serviceAccountKeyResource = defineResource({
  name: 'keyplane_service_account_key',
  description:
    'A key of a service account. Destroying it revokes it for good; it then leaves a tombstone for ' +
    '90 days, so that a plan can say what happened.',
  schema: ruled('/v1/service-account-keys', {
    id: id('The ID of the key.'),
    service_account_id: string.required({
      description: 'The service account whose key it is. Another one replaces the key.',
      requiresReplace: true,
    }),
    name: displayName('The name of the key. Names need not be unique.'),
    ...expiryAttributes('A new key needs exactly one of this and `expires_in`.'),
    ...recreateAttribute,
    ...keyAttributes,
    ...protectionAttributes,
    ...claimantAttribute,
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,
  validators: [requiresExpiry, noPeriodWithoutEnd],
  validateConfig: validateKey,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const key = await client.serviceAccountKeys.create(createBody(plan), { signal });
    return { ...toModel(key), ...issuedCredential(labelOf(plan.name), plan, key, context) };
  },

  async read(state, context) {
    const { client, signal, diagnostics } = context;
    try {
      const key = await client.serviceAccountKeys.refresh(state.id, { signal });
      const label = labelOf(key.name);
      const gone = judgeKey(label, key, state, diagnostics);
      if (gone !== undefined) return gone;
      const { recreate_if_expired, recipient_jwk, recipient_pem } = state;
      return {
        ...toModel(key),
        ...{ recreate_if_expired, recipient_jwk, recipient_pem },
        expires_in: lifetimeIn(state, key),
        claim_window: claimWindowOf(key, state),
        claimant_id: claimantOf(key, state),
        ...protectionOf(state),
        ...(await readCredential(label, key, state, context)),
      };
    } catch (error) {
      await sight.requireGone(error, state, context);
      await warnOfRestore(context, { isCertain: false });
      return goneWithoutTrace(labelOf(state.name ?? state.id), state.id);
    }
  },

  async update(plan, state, context) {
    const { client } = context;
    const { name } = plan;
    const wanted = { changes: changesOf(plan, state), rotation: plannedRotation(plan) };
    const api = client.serviceAccountKeys;
    const { key, issued } = await sight.change(state, context, () =>
      changeKey(api, state.id, wanted, context),
    );
    const credential = changedCredential(labelOf(name), plan, state, issued, context);
    return { ...toModel(key), ...credential };
  },

  importState: importsById({
    prefix: 'sak',
    listedBy: 'keyplane_service_account_keys',
    read: (client, id, options) => client.serviceAccountKeys.refresh(id, options),
    ending: endingOf,
    otherName: clientIdOf((client) => client.serviceAccountKeys),
    notFoundHint: 'Revoked keys are shown for 90 days.',
  }),

  async delete(state, context) {
    if (!(await mayDelete(guard, state, context))) return;
    await sight.remove(state, context, () =>
      context.client.serviceAccountKeys.remove(state.id, context),
    );
  },

  async modifyPlan(request) {
    const name = request.priorState?.name ?? request.plan.values.name;
    const label = labelOf(isUnknown(name) ? 'new' : name);
    planKey(label, request);
    await judgeKeyPlan(label, guard, request);
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
  },
});

interface Named {
  readonly id: string;
  readonly name: string | null;
}

const sight = sightOf(({ name, id }: Named) => labelOf(name ?? id));

const guard = keyGuard<JudgedKey & Named>('/v1/service-account-keys', ({ name, id }) =>
  labelOf(name ?? id),
);

type PlannedAccountKey = PlannedKey &
  KeySettings & {
    readonly service_account_id: string;
    readonly name: string;
    readonly enabled: boolean;
  };

type AccountKeyState = JudgedKey & { readonly name: string | null };

const rehearsal: Rehearsal<PlannedAccountKey, AccountKeyState> = {
  schema: () => serviceAccountKeyResource.schema,
  collection: '/v1/service-account-keys',
  createBody,
  updates: (plan, state) => plannedKeyUpdates(changesOf(plan, state), plan, state),
  isJudgeable: isJudgeableKeyUpdate,
  onCreation: judgeKeyCount,
};

function createBody(plan: PlannedAccountKey) {
  const { service_account_id, name, enabled } = plan;
  return {
    ...{ service_account_id, name, enabled },
    ...{ ...declaredRotation(plan), ...wantedExpiry(plan), ...deliveryRequest(plan) },
  };
}

function changesOf(plan: PlannedAccountKey, state: KeySettings & { readonly name: string | null }) {
  return { ...(plan.name !== state.name && { name: plan.name }), ...keyChanges(plan, state) };
}

function labelOf(name: string): string {
  return `Service account key "${name}"`;
}

function toModel(key: ServiceAccountKey) {
  const { service_account_id, name } = key;
  return { ...keyFacts(key), service_account_id, name };
}
