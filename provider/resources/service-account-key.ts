import { isNotFound, type ServiceAccountKey } from '../client';
import { defineResource } from '../definitions/define';
import { exactlyOneOf, string } from '../framework';
import { createdAt, createdBy, displayName, id, idOf, timeouts } from './attributes';
import { acknowledge, rememberTeam, requireSameTeam } from './acknowledge';
import { keyAttributes } from './key-attributes';
import { clientIdOf, importsById } from './import-by-id';
import { expiryAttributes } from './key-expiry';
import {
  endingOf,
  goneWithoutTrace,
  judgeKey,
  keyChanges,
  keyFacts,
  planKey,
  secretStillValid,
  wantedExpiry,
} from './key-lifecycle';
import { isPublicJwk, parseJwk, sameJwk } from './public-jwk';

export const serviceAccountKeyResource = defineResource({
  name: 'keyplane_service_account_key',
  description:
    'A key of a service account. Destroying it revokes it for good; it then leaves a tombstone for ' +
    '90 days, so that a plan can say what happened.',
  schema: {
    id: id('The ID of the key.'),
    service_account_id: string.required({
      description: 'The service account whose key it is. Another one replaces the key.',
      requiresReplace: true,
      validators: [idOf('service account', 'sa')],
    }),
    name: displayName('The name of the key. Names need not be unique.'),
    ...expiryAttributes('Exactly one of this and `expires_in` is to be set.'),
    public_jwk: string.optional({
      description:
        'The public half of a key pair as a JSON Web Key. The owner keeps the private half and ' +
        'authenticates by `private_key_jwt`: there is no secret. Another one replaces the key.',
      validators: [isPublicJwk],
      semanticallyEqual: sameJwk,
    }),
    ...keyAttributes,
    created_at: createdAt,
    created_by: createdBy,
  },
  timeouts,
  validators: [exactlyOneOf('expires_at', 'expires_in')],

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    const { service_account_id, name, enabled } = plan;
    const public_jwk = plan.public_jwk === null ? undefined : parseJwk(plan.public_jwk);
    const body = {
      ...{ service_account_id, name, enabled, ...wantedExpiry(plan) },
      ...(public_jwk && { public_jwk }),
    };
    const key = await client.serviceAccountKeys.create(body, { signal });
    return { ...toModel(key), secret: key.secret };
  },

  async read(state, context) {
    const { client, signal, diagnostics } = context;
    try {
      const key = await client.serviceAccountKeys.refresh(state.id, { signal });
      const label = labelOf(key.name);
      const gone = judgeKey(label, key, diagnostics);
      if (gone !== undefined) return gone;
      await acknowledge(key.id, context);
      const { expires_in, public_jwk } = state;
      const secret = secretStillValid(label, key, state, diagnostics);
      return { ...toModel(key), expires_in, public_jwk, secret };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const label = labelOf(state.name ?? state.id);
      await requireSameTeam(label, state, context);
      return goneWithoutTrace(label, state.id);
    }
  },

  async update(plan, state, { client, signal }) {
    const body = { name: plan.name, ...keyChanges(plan, state) };
    const key = await client.serviceAccountKeys.update(state.id, body, { signal });
    return { ...toModel(key), secret: state.secret };
  },

  importState: importsById({
    prefix: 'sak',
    listedBy: 'keyplane_service_account_keys',
    read: (client, id, options) => client.serviceAccountKeys.refresh(id, options),
    ending: endingOf,
    otherName: clientIdOf((client) => client.serviceAccountKeys),
    notFoundHint: 'Revoked keys are shown for 90 days.',
  }),

  async delete(state, { client, signal }) {
    await client.serviceAccountKeys.remove(state.id, { signal });
  },

  modifyPlan({ config, priorState, plan, context: { diagnostics } }) {
    // Keyplane does not tell the public key again: one that was imported takes the configured one.
    const isAdopted = priorState?.public_jwk === null && priorState.masked_secret === null;
    if (plan.changed.has('public_jwk') && !isAdopted) plan.requireReplace('public_jwk');
    planKey(labelOf(priorState?.name ?? 'new'), { config, priorState }, plan, diagnostics);
  },
});

function labelOf(name: string): string {
  return `Service account key "${name}"`;
}

function toModel(key: ServiceAccountKey) {
  const { service_account_id, name } = key;
  return { ...keyFacts(key), service_account_id, name };
}
