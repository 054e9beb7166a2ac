import { defineDataSource } from '../definitions/define';
import { map, string } from '../terraform-plugin';

export const costEstimateDataSource = defineDataSource({
  name: 'keyplane_cost_estimate',
  description: 'The expected cost of one request to a model of a service.',
  schema: {
    service_id: string.required({ description: 'The ID of the service.' }),
    model_id: string.required({
      description: 'The ID of the model, which must belong to the service.',
    }),
    parameters: map(string).optional({
      description:
        "Values of the model's parameters, as numbers or exact decimals. A parameter that you omit " +
        'has its default.',
    }),
    cost: string.computed({
      description:
        'The expected cost, as an exact decimal that is rounded half up to 9 decimal places.',
    }),
    currency: string.computed({
      description: 'The currency of the cost as an ISO 4217 code, such as `EUR`.',
    }),
  },
  async read({ service_id, model_id, parameters }, { client, signal }) {
    const question = { service_id, model_id, parameters: parameters ?? {} };
    const { cost, currency } = await client.catalog.estimateCost(question, { signal });
    return { service_id, model_id, parameters, cost, currency };
  },
});
