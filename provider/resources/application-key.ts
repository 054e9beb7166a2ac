import type { ApplicationKey, KeyplaneClient, Whoami } from '../client';
import { defineResource } from '../definitions/define';
import { conflictsWith, isUnknown, type ResourceContext, string } from '../framework';
import { createdAt, createdBy, freeText, id, timeouts } from './attributes';
import { rememberTeam } from './acknowledge';
import { guardDestroy, mayDelete } from './guard-use';
import { recreateAttribute } from './expired-key';
import { keyAttributes } from './key-attributes';
import { clientIdOf, importsById } from './import-by-id';
import { changedCredential, changeKey, issuedCredential, plannedRotation } from './key-change';
import { readCredential } from './key-credential';
import { deliveryRequest } from './key-delivery';
import { expiryAttributes } from './key-expiry';
import {
  endingOf,
  goneWithoutTrace,
  judgeKey,
  keyChanges,
  keyFacts,
  wantedExpiry,
} from './key-lifecycle';
import { type JudgedKey, judgeKeyPlan, keyGuard } from './key-judgement';
import { planKey } from './key-plan';
import { validateKey } from './key-validation';
import { protectionAttributes, protectionOf } from './protection-attributes';
import { hasLeft, sightOf } from './sight';

export const applicationKeyResource = defineResource({
  name: 'keyplane_application_key',
  description:
    "A member's own key for the Keyplane API and this provider. It acts with that member's " +
    'permissions and belongs to the member whose credentials create it.',
  schema: {
    id: id('The ID of the key.'),
    description: freeText('What the key is for.'),
    ...expiryAttributes('Neither this nor `expires_in`: `never`.'),
    ...recreateAttribute,
    ...keyAttributes,
    ...protectionAttributes,
    member_id: string.computed({ description: 'The ID of the member whose key it is.' }),
    created_at: createdAt,
    created_by: createdBy,
  },
  timeouts,
  validators: [conflictsWith('expires_at', 'expires_in')],
  validateConfig: validateKey,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const { description, enabled } = plan;
    const body = { description, enabled, ...wantedExpiry(plan), ...deliveryRequest(plan) };
    const key = await client.applicationKeys.create(body, { signal });
    return { ...toModel(key), ...issuedCredential(labelOf(key), plan, key, context) };
  },

  async read(state, context) {
    const { client, signal, diagnostics } = context;
    try {
      const key = await client.applicationKeys.refresh(state.id, { signal });
      const label = labelOf(key);
      const gone = judgeKey(label, key, state, diagnostics);
      if (gone !== undefined) return gone;
      const { expires_in, recreate_if_expired, recipient_jwk, recipient_pem, claim_window } = state;
      return {
        ...toModel(key),
        ...{ expires_in, recreate_if_expired, recipient_jwk, recipient_pem, claim_window },
        ...protectionOf(state),
        ...(await readCredential(label, key, state, context)),
      };
    } catch (error) {
      await sight.requireGone(error, state, context);
      return goneWithoutTrace(labelOf(state), state.id);
    }
  },

  async update(plan, state, context) {
    const { client } = context;
    const { description } = plan;
    const changes = {
      ...(description !== state.description && { description }),
      ...keyChanges(plan, state),
    };
    const wanted = { changes, rotation: plannedRotation(plan) };
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
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    await guardDestroy(guard, state, context);
  },
});

const sight = sightOf(labelOf, hiddenFrom);

const guard = keyGuard<JudgedKey & { readonly description: string | null }>(
  '/v1/application-keys',
  labelOf,
);

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
