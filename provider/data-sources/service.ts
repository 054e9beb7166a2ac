import type { Service } from '../client';
import { defineDataSource } from '../definitions/define';
import { bool, list, nestedList, set, string } from '../terraform-plugin';

const parameter = {
  name: string.computed({ description: 'The name of the parameter in a request.' }),
  description: string.computed({ description: 'What the parameter means.', nullable: true }),
  default_value: string.computed({
    description: 'Used if a request does not give a value. Null if a request must give one.',
    nullable: true,
  }),
  minimum: string.computed({ description: 'The least, an exact decimal.' }),
  maximum: string.computed({ description: 'The most, an exact decimal.', nullable: true }),
};

const price = {
  price: string.computed({ description: 'Of one unit, an exact decimal.' }),
  unit: string.computed({ description: 'What is counted.' }),
  quantities: list(string).computed({
    description: 'The parameters whose product the price is multiplied by.',
  }),
};

const model = {
  id: string.computed({ description: 'The ID of the model.' }),
  name: string.computed({ description: 'The name of the model.' }),
  currency: string.computed({ description: 'Of its prices, as ISO 4217 says it.' }),
  parameters: nestedList(parameter).computed({ description: 'What the cost depends on.' }),
  prices: nestedList(price).computed({ description: 'A request costs their sum.' }),
};

const attributes = {
  name: string.computed({ description: 'The name of the service.' }),
  description: string.computed({ description: 'What it does.', nullable: true }),
  free: bool.computed({ description: "Whether the team's free service key may call it." }),
  billing_policies: set(string).computed({
    description: 'How it may be paid: `free`, `pay_as_you_go`.',
  }),
  models: nestedList(model).computed({ description: 'Its priced variants.' }),
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
  description: 'What the platform offers.',
  schema: {
    free: bool.optional({
      description: 'Only services that are free, or only those that are not.',
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
