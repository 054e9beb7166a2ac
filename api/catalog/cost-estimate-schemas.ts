import { formatNanos, type Money } from '../domain/money';
import { currency, decimal, exactAmount } from '../http/money-wire';
import { line, LINE_PATTERN, z } from '../http/wire';
import { MAX_PARAMETERS, slug } from './catalog-schemas';
import type { CostRequest } from './catalog-service';

/** The largest whole number with the 15 digits that an exact decimal may have before its point. */
const MAX_WHOLE_VALUE = 10 ** 15 - 1;

const parameterValue = z.union(
  [z.int().nonnegative().max(MAX_WHOLE_VALUE).transform(String), decimal],
  {
    message:
      `This must be a whole number from 0 to ${MAX_WHOLE_VALUE}, or an exact decimal in quotes, such as ` +
      '"0.5".',
  },
);

/** A keyword of JSON Schema that the types of the document lack. */
const PARAMETER_NAMES = {
  propertyNames: { minLength: 1, maxLength: 64, pattern: LINE_PATTERN },
};

export const parameterValues = z
  .record(line(1, 64), parameterValue)
  .refine((given) => Object.keys(given).length <= MAX_PARAMETERS, {
    message: `The request must have at most ${MAX_PARAMETERS} parameters, because no model has more.`,
  })
  .openapi({
    ...PARAMETER_NAMES,
    maxProperties: MAX_PARAMETERS,
  });

export const costRequestSchema = z
  .strictObject({
    service_id: slug,
    model_id: slug,
    parameters: parameterValues
      .default({})
      .openapi({ example: { input_tokens: 1500, output_tokens: '300' } }),
  })
  .openapi('CostEstimateRequest', {
    example: {
      service_id: 'text-generation',
      model_id: 'text-small',
      parameters: { input_tokens: 1500, output_tokens: '300' },
    },
  });

export const costEstimateSchema = z
  .strictObject({
    service_id: slug,
    model_id: slug,
    cost: exactAmount.openapi({
      description: 'Cost of one request, rounded half up to 9 digits after the decimal point.',
    }),
    currency,
  })
  .openapi('CostEstimate');

export function costRequestFromWire(wire: z.output<typeof costRequestSchema>): CostRequest {
  return { serviceId: wire.service_id, modelId: wire.model_id, parameters: wire.parameters };
}

export function costEstimateToWire(
  { serviceId, modelId }: CostRequest,
  { nanos, currency: of }: Money,
): z.input<typeof costEstimateSchema> {
  return { service_id: serviceId, model_id: modelId, cost: formatNanos(nanos), currency: of };
}
