import type { Key, KeyplaneClient } from '../../client';
import { rememberTeam } from '../../definitions/acknowledge';
import { timeouts } from '../../definitions/attributes';
import { defineResource } from '../../definitions/define';
import { clientIdOf, importsById } from '../../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../../definitions/judge-in-dry-run';
import type { PlannedModel, Resource, Schema, StateModel } from '../../terraform-plugin';
import { guardDestroy, mayDelete } from '../protection/guard-use';
import { withId } from '../protection/threat';
import { sightOf } from '../protection/sight';
import {
  changedCredential,
  changeKey,
  isJudgeableKeyUpdate,
  issuedCredential,
  plannedKeyUpdates,
  plannedRotation,
} from './apply';
import { readCredential } from './read-credential';
import { noPeriodWithoutEnd, requiresExpiry } from './expiry';
import { judgeKeyPlan, keyGuard } from './judgment';
import type { KeyFamily } from './key-family';
import { planKey } from './plan';
import { endingOf, goneWithoutTrace, judgeKey, keyFacts, keptSettings } from './read';
import { createBody, keyChanges } from './request-body';
import { warnOfRestore } from './restored-secret';
import { type KeySchema, keySchema } from './schema';
import { validateKey } from './validate';

type Planned = PlannedModel<KeySchema>;
type State = StateModel<KeySchema>;

/**
 * A resource for the keys of one kind of owner. Whatever its family does not define is the same for
 * every key.
 */
export function defineKeyResource<
  const Own extends Schema,
  K extends Key,
  Body extends object,
  Changes extends object,
>(family: KeyFamily<Own, K, Body, Changes>): Resource<KeyplaneClient> {
  const schema = { ...keySchema(family), ...family.schema };
  const { apiOf, labelOf, bodyOf, changesOf, toModel, own } = keysOf(family);
  const sight = sightOf<State>(labelOf, own.hiddenFrom);
  const guard = keyGuard<State>(family.collection, labelOf);
  const rehearsal: Rehearsal<Planned, State> = {
    schema: () => schema,
    collection: family.collection,
    createBody: bodyOf,
    updates: (plan, state) => plannedKeyUpdates(changesOf(plan, state), plan, state),
    isJudgeable: isJudgeableKeyUpdate,
    ...(family.onCreation && { onCreation: family.onCreation }),
    ...(family.onForbidden && { onForbidden: family.onForbidden }),
  };

  return defineResource<KeySchema>({
    name: family.name,
    description: family.description,
    schema,
    timeouts,
    validators:
      family.expiry === 'required' ? [requiresExpiry, noPeriodWithoutEnd] : [noPeriodWithoutEnd],
    validateConfig: validateKey,

    async create(plan, context) {
      const { client, signal } = context;
      await rememberTeam(context);
      const key = await apiOf(client).create(bodyOf(plan), { signal });
      return { ...toModel(key), ...issuedCredential(labelOf(key), plan, key, context) };
    },

    async read(state, context) {
      const { client, signal, diagnostics } = context;
      try {
        const key = await apiOf(client).refresh(state.id, { signal });
        const label = labelOf(key);
        const gone = judgeKey(label, key, state, diagnostics);
        if (gone !== undefined) return gone;
        return {
          ...toModel(key),
          ...keptSettings(key, state),
          ...(await readCredential(label, key, state, context)),
        };
      } catch (error) {
        await sight.requireGone(error, state, context);
        await warnOfRestore(context, { isCertain: false });
        return goneWithoutTrace(labelOf(state), state.id);
      }
    },

    async update(plan, state, context) {
      const wanted = { changes: changesOf(plan, state), rotation: plannedRotation(plan) };
      const { key, issued } = await sight.change(state, context, () =>
        changeKey(apiOf(context.client), state.id, wanted, context),
      );
      const credential = changedCredential(labelOf(key), plan, state, issued, context);
      return { ...toModel(key), ...credential };
    },

    async delete(state, context) {
      if (!(await mayDelete(guard, state, context))) return;
      await sight.remove(state, context, () => apiOf(context.client).remove(state.id, context));
    },

    ...importsById({
      prefix: family.prefix,
      read: (client, id, options) => apiOf(client).refresh(id, options),
      ending: endingOf,
      otherName: clientIdOf(apiOf),
      notFoundHint: family.notFoundHint,
    }),

    async modifyPlan(request) {
      const { priorState, plan, context } = request;
      const label = labelOf(priorState ?? { ...plan.values, id: null });
      planKey(label, request);
      own.judgePlan?.(label, request);
      await judgeKeyPlan(label, guard, request);
      const isDisabled = plan.changed.has('enabled') && plan.values.enabled === false;
      if (priorState !== null && isDisabled) {
        await family.onEnd?.(priorState.id, withId({ label, id: priorState.id }), context);
      }
      await judgeInDryRun(rehearsal, request);
    },

    async planDestroy(state, context) {
      await sight.requireOwnTeam(state, context);
      await guardDestroy(guard, state, context);
      await family.onEnd?.(state.id, withId({ label: labelOf(state), id: state.id }), context);
    },
  });
}

type NoSchema = Readonly<Record<never, never>>;

/**
 * The functions of a family, on the models of a whole key. At run time these have the attributes
 * that `Own` names, as the schema has them, so the types can be erased here.
 */
function keysOf<Own extends Schema, K extends Key, Body extends object, Changes extends object>(
  family: KeyFamily<Own, K, Body, Changes>,
) {
  const own = family as unknown as KeyFamily<NoSchema, K, object, object>;
  return {
    own,
    apiOf: (client: KeyplaneClient) => own.api(client),
    labelOf: (key: { readonly id: string | null }) =>
      own.label({ id: key.id, name: textOf(key, own.namedBy) }),
    bodyOf: (plan: Planned) => ({ ...own.toBody(plan), ...createBody(plan) }),
    changesOf: (plan: Planned, state: State) => ({
      ...own.toChanges(plan, state),
      ...keyChanges(plan, state),
    }),
    toModel: (key: K) => ({ ...keyFacts(key), ...own.toModel(key) }),
  };
}

function textOf(values: object, name: string): string | null {
  const value = (values as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : null;
}
