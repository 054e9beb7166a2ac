import type { Service } from '../client';
import { defineDataSource } from '../definitions/define';
import { bool, list, nestedList, set, string } from '../terraform-plugin';

const parameter = {
  name: string.computed({ description: 'The name of the parameter in a request.' }),
  description: string.computed({ description: 'What the parameter means.', nullable: true }),
  default_value: string.computed({
    description:
      'The value of the parameter if a request does not give one. Null if every request must ' +
      'give a value.',
    nullable: true,
  }),
  minimum: string.computed({
    description: 'The minimum value of the parameter, as an exact decimal.',
  }),
  maximum: string.computed({
    description: 'The maximum value of the parameter, as an exact decimal.',
    nullable: true,
  }),
};

const price = {
  price: string.computed({ description: 'The price of one unit, as an exact decimal.' }),
  unit: string.computed({ description: 'The unit that is counted, such as a token or an image.' }),
  quantities: list(string).computed({
    description: 'The names of the parameters whose values the price is multiplied by.',
  }),
};

const model = {
  id: string.computed({ description: 'The ID of the model.' }),
  name: string.computed({ description: 'The name of the model.' }),
  currency: string.computed({
    description: 'The currency of the prices as an ISO 4217 code, such as `EUR`.',
  }),
  parameters: nestedList(parameter).computed({
    description: 'The parameters that the cost of a request depends on.',
  }),
  prices: nestedList(price).computed({
    description:
      'The prices of the model. The cost of a request is the sum of all prices, each ' +
      'multiplied by the values of its parameters.',
  }),
};

const attributes = {
  name: string.computed({ description: 'The name of the service.' }),
  description: string.computed({ description: 'What the service does.', nullable: true }),
  free: bool.computed({ description: "Whether the team's free service key may call the service." }),
  billing_policies: set(string).computed({
    description: 'The ways in which calls of the service may be paid for: `free`, `pay_as_you_go`.',
  }),
  models: nestedList(model).computed({
    description: 'The models of the service, with their prices.',
  }),
};

export const serviceDataSource = defineDataSource({
  name: 'keyplane_service',
  description: 'A service that the platform offers, with its models and prices.',
  schema: {
    id: string.required({ description: 'The ID of the service.' }),
    ...attributes,
  },
  read: async ({ id }, { client, signal }) => toModel(await client.catalog.service(id, { signal })),
});

export const servicesDataSource = defineDataSource({
  name: 'keyplane_services',
  description: 'The services that the platform offers.',
  schema: {
    free: bool.optional({
      description:
        'With `true`, returns only services that the free service key may call. With ' +
        '`false`, returns only the others.',
    }),
    services: nestedList({
      id: string.computed({ description: 'The ID of the service.' }),
      ...attributes,
    }).computed({ description: 'The services, by ID.' }),
  },
  async read({ free }, { client, signal }) {
    const services = await client.catalog.services(free === null ? {} : { free }, { signal });
    return { services: services.map(toModel) };
  },
});

function toModel({ id, name, description, free, billing_policies, models }: Service) {
  return {
    id,
    name,
    free,
    billing_policies,
    description: description ?? null,
    models: (models ?? []).map(modelOf),
  };
}

function modelOf({ parameters, prices, ...facts }: NonNullable<Service['models']>[number]) {
  return {
    ...facts,
    parameters: (parameters ?? []).map(({ name, ...given }) => ({
      name,
      description: given.description ?? null,
      default_value: given.default ?? null,
      minimum: given.minimum ?? '0',
      maximum: given.maximum ?? null,
    })),
    prices: prices.map(({ quantities = [], ...given }) => ({ ...given, quantities })),
  };
}
