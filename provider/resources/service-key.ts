import type { ServiceKey, Whoami } from '../client';
import { defineResource } from '../definitions/define';
import { bool, gone, isUnknown, nestedSet, set, string, type Unknown } from '../terraform-plugin';
import { rememberTeam } from '../definitions/acknowledge';
import { createdAt, createdBy, freeText, id, sameText, timeouts } from '../definitions/attributes';
import { ruled } from '../definitions/field-rules';
import { guardChange, guardDestroy, mayDelete } from './protection/guard-use';
import { refuseFreeKeyDestroy, refuseFreeKeyReplacement } from './free-service-key';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { protectionAttributes, protectionOf } from './protection/protection-attributes';
import { describeRevocation } from '../definitions/revocation';
import { serviceKeyGuard } from './protection/service-key-guard';
import { type Owned, seesOnlyAssigned, sightOf } from './protection/sight';

export const serviceKeyResource = defineResource({
  name: 'keyplane_service_key',
  description:
    "A team's permission to call the platform's services. It says who may create tokens of " +
    'it and how calls are paid for. Terraform creates paid service keys. The free service ' +
    'key, which every team has, can be imported, renamed and assigned. Its services cannot ' +
    'be changed, and it cannot be destroyed.',
  schema: ruled('/v1/service-keys', {
    id: id('The ID of the service key.'),
    plan: string.computed({
      description:
        'The plan of the service key: `paid`, or `free` for the one that every team has.',
    }),
    name: string.required({
      description:
        'The name of the service key: 2 to 64 letters of any script, digits, `_` and `-`.',
      semanticallyEqual: sameText,
    }),
    description: freeText('What the service key is for.'),
    accept_terms: string.optional({
      description:
        'The version of the risk agreement that you accept, as the data source `keyplane_terms` ' +
        'returns it. It is required to create a service key, and has no effect afterwards. It is in no state.',
      writeOnly: true,
    }),
    member_ids: set(string).optionalComputed({
      description:
        'The IDs of the members who may create personal tokens. If it is omitted, the present ' +
        'members stay assigned. Members whom a change unassigns lose their tokens of the service ' +
        'key. You may assign an invited member, which takes effect when they accept the ' +
        'invitation.',
    }),
    notify: bool.optional({
      description:
        'Whether Keyplane notifies members whom a change assigns or unassigns. If it is omitted, ' +
        'it does not. It is in no state, so changing only this has no effect.',
      writeOnly: true,
    }),
    services: nestedSet({
      service_id: string.required({ description: 'The ID of the service in the catalog.' }),
      billing_policy: string.required({
        description:
          'How calls of the service are paid for: `free`, or `pay_as_you_go`, which needs ' +
          '`model_ids` and `wallet_id`.',
      }),
      model_ids: set(string).optional({
        description: 'The IDs of the models that may be called.',
        default: [],
      }),
      wallet_id: string.optional({
        description: 'The ID of the wallet that pays, which must have the currency of the models.',
      }),
    }).optionalComputed({
      description:
        'The services that may be called. If it is omitted, the enabled services stay as they ' +
        'are.',
    }),
    ...protectionAttributes,
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    return toModel(await client.serviceKeys.create(createBody(plan), { signal }));
  },

  read(state, context) {
    const label = labelOf(state);
    const read = async () => {
      const { client, signal } = context;
      const key = await client.serviceKeys.refresh(state.id, { signal });
      if (key.revocation !== null) {
        return gone({
          summary: `${label} was revoked`,
          detail:
            `${endingOf(key)}. The plan creates another one; remove it from the configuration if it ` +
            'is to stay revoked.',
        });
      }
      await rememberTeam(context);
      return { ...toModel(key), ...protectionOf(state) };
    };
    const whyGone = `Keyplane no longer knows the service key ${state.id}. The plan creates it again.`;
    return sight.read(state, context, read, whyGone);
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () =>
      toModel(await context.client.serviceKeys.update(state.id, updateBody(plan, state), context)),
    ),

  async modifyPlan(request) {
    refuseFreeKeyReplacement(request.priorState, request.context);
    await guardChange(serviceKeyGuard, request);
    await judgeInDryRun(rehearsal, request);
  },

  async planDestroy(state, context) {
    await sight.requireOwnTeam(state, context);
    if (refuseFreeKeyDestroy(state, context)) return;
    await guardDestroy(serviceKeyGuard, state, context);
  },

  ...importsById({
    prefix: 'svk',
    read: (client, id, options) => client.serviceKeys.refresh(id, options),
    ending: endingOf,
    otherName: {
      description: '`free`, for the one that every team has',
      form: /^free$/,
      find: async (_free, client, options) =>
        (await client.serviceKeys.list({ plan: 'free' }, options))[0]?.id,
    },
  }),

  async delete(state, context) {
    if (!(await mayDelete(serviceKeyGuard, state, context))) return;
    await sight.remove(state, context, () => context.client.serviceKeys.remove(state.id, context));
  },
});

const sight = sightOf(labelOf, (_state, me: Whoami) =>
  seesOnlyAssigned(me)
    ? 'A member without the permission `service_key_tokens.manage` sees only the service keys ' +
      'that they are assigned to.'
    : undefined,
);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Service key "${name ?? id}"`;
}

interface ServiceModel {
  readonly service_id: string;
  readonly billing_policy: string;
  readonly model_ids: readonly string[];
  readonly wallet_id: string | null;
}

interface PlannedServiceKey {
  readonly name: string;
  readonly description: string | null;
  readonly accept_terms: string | null;
  readonly notify: boolean | null;
  readonly member_ids: readonly string[] | null | Unknown;
  readonly services: readonly ServiceModel[] | null | Unknown;
}

interface ServiceKeyState {
  readonly id: string;
  readonly plan: string | null;
  readonly services: readonly { readonly service_id: string | null }[] | null;
}

const rehearsal: Rehearsal<PlannedServiceKey, ServiceKeyState> = {
  schema: () => serviceKeyResource.schema,
  collection: '/v1/service-keys',
  createBody,
  updates: (plan, state) => [{ method: 'PATCH', body: updateBody(plan, state) }],
};

function createBody(plan: PlannedServiceKey) {
  const { name, description, accept_terms } = plan;
  return {
    plan: 'paid' as const,
    name,
    description,
    notify: plan.notify ?? false,
    member_ids: [...(known(plan.member_ids) ?? [])],
    services: (known(plan.services) ?? []).map(toService),
    ...(accept_terms !== null && { accept_terms }),
  };
}

function updateBody(plan: PlannedServiceKey, state: ServiceKeyState) {
  const { name, description } = plan;
  const memberIds = known(plan.member_ids);
  // The services of the free key cannot be changed, so a request must not name them if they stay.
  const services = state.plan === 'free' ? sentToFree(plan, state) : known(plan.services);
  return {
    name,
    description,
    notify: plan.notify ?? false,
    ...(memberIds && { member_ids: [...memberIds] }),
    ...(services && { services: services.map(toService) }),
  };
}

function known<T>(value: T | null | Unknown): T | undefined {
  return value === null || isUnknown(value) ? undefined : value;
}

function sentToFree(
  plan: { readonly services: readonly ServiceModel[] | null | Unknown },
  state: { readonly services: readonly { readonly service_id: string | null }[] | null },
): readonly ServiceModel[] | undefined {
  const wanted = known(plan.services);
  const idsOf = (services: readonly { readonly service_id: string | null }[]) =>
    services
      .map((service) => service.service_id)
      .sort()
      .join();
  return wanted && idsOf(wanted) !== idsOf(state.services ?? []) ? wanted : undefined;
}

function toService({ service_id, billing_policy, model_ids, wallet_id }: ServiceModel) {
  const policy = billing_policy === 'free' ? ('free' as const) : ('pay_as_you_go' as const);
  return { service_id, billing_policy: policy, model_ids: [...model_ids], wallet_id };
}

function endingOf({ id, revocation }: ServiceKey): string | undefined {
  return revocation === null
    ? undefined
    : describeRevocation(`${id} and all its tokens`, revocation);
}

function toModel(key: ServiceKey) {
  const { id, plan, name, description, member_ids, services, created_at, created_by } = key;
  return { id, plan, name, description, member_ids, services, created_at, created_by };
}
