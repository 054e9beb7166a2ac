import {
  forClient,
  type AppliedModel,
  lengthBetween,
  nestedList,
  nestedSet,
  nestedSingle,
  number,
  type ResourceDefinition,
  sameInstant,
  set,
  string,
} from '../../../../../provider/terraform-plugin';

export const thingSchema = {
  id: string.computed({ description: 'd', identity: true }),
  name: string.required({ description: 'd', validators: [lengthBetween(1, 10)] }),
  region: string.optional({ description: 'd', requiresReplace: true }),
  size: number.optional({
    description: 'd',
    default: 1,
    requiresReplace: (before, after) =>
      typeof before === 'number' && typeof after === 'number' && after < before,
  }),
  labels: set(string).optional({ description: 'd' }),
  expires_at: string.optional({ description: 'd', semanticallyEqual: sameInstant }),
  host: string.optionalComputed({ description: 'd', recomputedWhen: ['name'] }),
  url: string.computed({ description: 'd', recomputedWhen: ['host'] }),
  note: string.computed({ description: 'd', nullable: true }),
  updated_at: string.computed({ description: 'd', volatile: true }),
  secret_wo: string.optional({ description: 'd', writeOnly: true }),
  secret_wo_version: number.optional({ description: 'd' }),
  owner: nestedSingle({
    name: string.required({ description: 'd', requiresReplace: true }),
    password_wo: string.optional({ description: 'd', writeOnly: true }),
    uid: string.computed({ description: 'd', recomputedWhen: ['name'] }),
  }).optional({ description: 'd' }),
  rules: nestedList({
    cidr: string.required({ description: 'd' }),
    rule_id: string.computed({ description: 'd' }),
  }).optional({ description: 'd' }),
  grants: nestedSet({
    role: string.required({ description: 'd' }),
    granted_at: string.computed({ description: 'd' }),
  }).optional({ description: 'd' }),
};

export type ThingDefinition = ResourceDefinition<object, typeof thingSchema>;

export const computedThing = {
  id: 't1',
  host: 'h',
  url: 'u',
  note: null,
  updated_at: 'now',
} satisfies AppliedModel<typeof thingSchema>;

/** A resource with one attribute of every sort; a test replaces the handlers that it is about. */
export function thingResource(overrides: Partial<ThingDefinition> = {}) {
  return forClient<object>().defineResource<typeof thingSchema>({
    name: 'x_thing',
    description: 'A thing.',
    schema: thingSchema,
    create: async () => computedThing,
    read: async () => {
      throw new Error('not read in this test');
    },
    update: async (_plan, state) => ({ ...computedThing, id: state.id }),
    delete: async () => {},
    ...overrides,
  });
}
