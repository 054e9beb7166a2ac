import type { ServiceKeyToken, Whoami } from '../client';
import { defineResource } from '../definitions/define';
import { isUnknown, string } from '../terraform-plugin';
import { rememberTeam } from '../definitions/acknowledge';
import {
  createdAt,
  createdBy,
  id,
  sameText,
  timeouts,
  withoutSpacesAround,
} from '../definitions/attributes';
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
import { validateKey } from './keys/validate';
import { protectionAttributes, protectionOf } from './protection/protection-attributes';
import { requireNewName } from './keys/token-name';
import { warnOfRestore } from './keys/restored-secret';
import { seesOnlyOwnTokens, sightOf } from './sight';

const COLLECTION = '/v1/service-key-tokens';

export const serviceKeyTokenResource = defineResource({
  name: 'keyplane_service_key_token',
  description:
    "A token of a service key, by which the platform's services are called. Destroying it revokes " +
    'it for good.',
  schema: {
    ...ruled(COLLECTION, {
      id: id('The ID of the token.'),
      service_key_id: string.required({
        description: 'The service key that it stands on. Another one replaces the token.',
        requiresReplace: true,
      }),
      kind: string.required({
        description:
          "`shared`, an application's, or `personal`: that of the member whose credentials create it. " +
          'Another kind replaces the token.',
        requiresReplace: true,
      }),
      accept_terms: string.optional({
        description:
          'The version of the risk agreement that you accept, as `GET /v1/terms` answers it. The first ' +
          'token of the free service key needs it; otherwise it changes nothing. It is in no state.',
        writeOnly: true,
      }),
      ...expiryAttributes('Neither this nor `expires_in`: `never`.'),
      ...recreateAttribute,
      ...keyAttributes,
      ...protectionAttributes,
      ...claimantAttribute,
      member_id: string.computed({
        description: 'The member whose token it is. Null on a shared one.',
        nullable: true,
      }),
      created_at: createdAt,
      created_by: createdBy,
    }),
    // Its rule is judged in the plan: a token that was named before there was one keeps its name.
    name: string.optional({
      description:
        'The name of the token: 2 to 64 letters of any script, digits, `_` and `-`. If you remove it, ' +
        'the token is replaced.',
      requiresReplace: (_before, after) => after === null,
      validators: [withoutSpacesAround],
      semanticallyEqual: sameText,
    }),
  },
  timeouts,
  validators: [noPeriodWithoutEnd],
  validateConfig: validateKey,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const token = await client.serviceKeyTokens.create(createBody(plan), { signal });
    return { ...toModel(token), ...issuedCredential(labelOf(token), plan, token, context) };
  },

  async read(state, context) {
    const { client, signal, diagnostics } = context;
    const label = labelOf(state);
    try {
      const token = await client.serviceKeyTokens.refresh(state.id, { signal });
      const gone = judgeKey(label, token, state, diagnostics);
      if (gone !== undefined) return gone;
      const { recreate_if_expired, recipient_jwk, recipient_pem } = state;
      return {
        ...toModel(token),
        ...{ recreate_if_expired, recipient_jwk, recipient_pem },
        expires_in: lifetimeIn(state, token),
        claim_window: claimWindowOf(token, state),
        claimant_id: claimantOf(token, state),
        ...protectionOf(state),
        ...(await readCredential(label, token, state, context)),
      };
    } catch (error) {
      await sight.requireGone(error, state, context);
      await warnOfRestore(context, { isCertain: false });
      return goneWithoutTrace(label, state.id);
    }
  },

  async update(plan, state, context) {
    const { client } = context;
    const wanted = { changes: changesOf(plan, state), rotation: plannedRotation(plan) };
    const api = client.serviceKeyTokens;
    const { key: token, issued } = await sight.change(state, context, () =>
      changeKey(api, state.id, wanted, context),
    );
    const credential = changedCredential(labelOf(token), plan, state, issued, context);
    return { ...toModel(token), ...credential };
  },

  importState: importsById({
    prefix: 'tok',
    listedBy: 'keyplane_service_key_tokens',
    read: (client, id, options) => client.serviceKeyTokens.refresh(id, options),
    ending: endingOf,
    otherName: clientIdOf((client) => client.serviceKeyTokens),
    notFoundHint: 'Revoked tokens are shown for 90 days.',
  }),

  async delete(state, context) {
    if (!(await mayDelete(guard, state, context))) return;
    await sight.remove(state, context, () =>
      context.client.serviceKeyTokens.remove(state.id, context),
    );
  },

  async modifyPlan(request) {
    const { name } = request.plan.values;
    const planned = isUnknown(name) ? null : name;
    const label = labelOf(request.priorState ?? { id: 'to be created', name: planned });
    planKey(label, request);
    requireNewName(label, request);
    await judgeKeyPlan(label, guard, request);
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
  },
});

const sight = sightOf(
  labelOf,
  (state: Named & { readonly member_id: string | null }, me: Whoami) =>
    seesOnlyOwnTokens(me) && state.member_id !== me.id
      ? 'Callers without the permission `service_key_tokens.manage` see only their own personal ' +
        'tokens.'
      : undefined,
);

interface Named {
  readonly id: string;
  readonly name: string | null;
}

const guard = keyGuard<JudgedKey & { readonly name: string | null }>(COLLECTION, labelOf);

type PlannedToken = PlannedKey &
  KeySettings & {
    readonly service_key_id: string;
    readonly kind: string;
    readonly name: string | null;
    readonly enabled: boolean;
    readonly accept_terms: string | null;
  };

const rehearsal: Rehearsal<PlannedToken, JudgedKey & { readonly name: string | null }> = {
  schema: () => serviceKeyTokenResource.schema,
  collection: COLLECTION,
  createBody,
  updates: (plan, state) => plannedKeyUpdates(changesOf(plan, state), plan, state),
  isJudgeable: isJudgeableKeyUpdate,
};

function createBody(plan: PlannedToken) {
  const { service_key_id, name, enabled, accept_terms } = plan;
  const kind = plan.kind === 'personal' ? ('personal' as const) : ('shared' as const);
  return {
    ...{ service_key_id, kind, name, enabled },
    ...{ ...declaredRotation(plan), ...wantedExpiry(plan), ...deliveryRequest(plan) },
    ...(accept_terms !== null && { accept_terms }),
  };
}

function changesOf(plan: PlannedToken, state: KeySettings & { readonly name: string | null }) {
  const { name } = plan;
  const isRenamed = name !== null && name !== state.name;
  return { ...(isRenamed && { name }), ...keyChanges(plan, state) };
}

function labelOf({ id, name }: Named): string {
  return `Service key token ${name === null ? id : `"${name}"`}`;
}

function toModel(token: ServiceKeyToken) {
  const { service_key_id, kind, member_id, name } = token;
  return { ...keyFacts(token), service_key_id, kind, member_id, name };
}
