import { defineDataSource } from '../definitions/define';
import { map, string } from '../terraform-plugin';

export const costEstimateDataSource = defineDataSource({
  name: 'keyplane_cost_estimate',
  description: 'What one request to a model of a service is expected to cost.',
  schema: {
    service_id: string.required({ description: 'The ID of the service.' }),
    model_id: string.required({ description: 'The ID of one of its models.' }),
    parameters: map(string).optional({
      description:
        "Values of the model's parameters, as numbers or exact decimals. A parameter that you omit " +
        'has its default.',
    }),
    cost: string.computed({
      description: 'An exact decimal, rounded half up to 9 digits behind the point.',
    }),
    currency: string.computed({ description: 'As ISO 4217 says it.' }),
  },
  async read({ service_id, model_id, parameters }, { client, signal }) {
    const question = { service_id, model_id, parameters: parameters ?? {} };
    const { cost, currency } = await client.catalog.estimateCost(question, { signal });
    return { service_id, model_id, parameters, cost, currency };
  },
});
