import { type ApplicationKey, isNotFound, type KeyplaneClient } from '../client';
import { defineResource } from '../definitions/define';
import {
  conflictsWith,
  DiagnosticError,
  isUnknown,
  type ResourceContext,
  string,
} from '../framework';
import { createdAt, createdBy, freeText, id, timeouts } from './attributes';
import { rememberTeam } from './acknowledge';
import { guardDestroy, mayDelete } from './guard-use';
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

export const applicationKeyResource = defineResource({
  name: 'keyplane_application_key',
  description:
    "A member's own key for the Keyplane API and this provider. It acts with that member's " +
    'permissions and belongs to the member whose credentials create it.',
  schema: {
    id: id('The ID of the key.'),
    description: freeText('What the key is for.'),
    ...expiryAttributes('Neither this nor `expires_in`: `never`.'),
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
      const gone = judgeKey(label, key, diagnostics);
      if (gone !== undefined) return gone;
      const { expires_in, recipient_jwk, recipient_pem, claim_window } = state;
      return {
        ...toModel(key),
        ...{ expires_in, recipient_jwk, recipient_pem, claim_window },
        ...protectionOf(state),
        ...(await readCredential(label, key, state, context)),
      };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await requireSight(state, context);
      return goneWithoutTrace(labelOf(state), state.id);
    }
  },

  async update(plan, state, context) {
    const { client, signal } = context;
    const { description } = plan;
    const changes = {
      ...(description !== state.description && { description }),
      ...keyChanges(plan, state),
    };
    const wanted = { changes, rotation: plannedRotation(plan) };
    const { key, issued } = await changeKey(client.applicationKeys, state.id, wanted, { signal });
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
    const { client, signal } = context;
    await client.applicationKeys.remove(state.id, { signal });
  },

  async modifyPlan(request) {
    const { description } = request.plan.values;
    const planned = isUnknown(description) ? null : description;
    const label = labelOf(request.priorState ?? { id: 'to be created', description: planned });
    planKey(label, request);
    await judgeKeyPlan(label, guard, request);
  },

  planDestroy: (state, context) => guardDestroy(guard, state, context),
});

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

/** Members see only their own keys: another's looks gone, and is not. */
async function requireSight(
  state: { readonly id: string; readonly member_id: string | null },
  { client, signal }: ResourceContext<KeyplaneClient>,
): Promise<void> {
  const me = await client.whoami({ signal });
  if (state.member_id === null || state.member_id === me.id) return;
  throw new DiagnosticError({
    summary: `Application key ${state.id} is not visible to ${me.name}`,
    detail:
      `It belongs to the member ${state.member_id}, and nobody else sees it. Use the credentials of ` +
      'that member, or take the key out of this state with `terraform state rm`.',
  });
}
