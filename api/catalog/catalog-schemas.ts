import { isLess, parseDecimal } from '../domain/decimal';
import { forbidding, omitting, saying } from '../http/object-rules';
import { currency, decimal } from '../http/money-wire';
import { description, name, z } from '../http/wire';
import type { Catalog } from './catalog-service';
import { BILLING_POLICIES, type Service } from './service';

const SLUG = /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/;

const SLUG_MESSAGE =
  'An ID must be 1 to 64 lowercase letters, digits, dots, dashes and underscores, and must ' +
  'begin and end with a letter or digit.';

export const slug = z.string().regex(SLUG, SLUG_MESSAGE).openapi({ example: 'text-generation' });

/** The maximum number of parameters of a model. */
export const MAX_PARAMETERS = 20;

const parameterName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    'The name of a parameter must be lowercase letters, digits and underscores, such as ' +
      'input_tokens.',
  )
  .openapi({ example: 'input_tokens' });

const parameterSchema = z
  .strictObject({
    name: parameterName,
    description: description.nullable().default(null),
    default: decimal
      .nullable()
      .default(null)
      .openapi({
        description:
          'Value of the parameter if a request does not give one. If it is null, each request ' +
          'must give a value.',
      }),
    minimum: decimal.default('0'),
    maximum: decimal.nullable().default(null),
  })
  .superRefine(({ default: preset, minimum, maximum }, context) => {
    if (![minimum, maximum ?? '0', preset ?? '0'].every(isDecimal)) return;
    const refuse = (field: string, code: 'too_small' | 'too_big', message: string) =>
      context.addIssue({ code: 'custom', path: [field], params: { code }, message });
    const [least, most] = [parseDecimal(minimum), maximum === null ? null : parseDecimal(maximum)];
    if (most !== null && isLess(most, least)) {
      refuse('maximum', 'too_small', '`maximum` must not be below `minimum`.');
    }
    const value = preset === null ? null : parseDecimal(preset);
    if (value === null) return;
    if (isLess(value, least)) {
      refuse('default', 'too_small', '`default` must not be below `minimum`.');
    }
    if (most !== null && isLess(most, value)) {
      refuse('default', 'too_big', '`default` must not be above `maximum`.');
    }
  })
  .openapi('ModelParameter');

const priceSchema = z
  .strictObject({
    price: decimal.openapi({ description: 'Price of one unit, in the currency of the model.' }),
    unit: name.openapi({ example: 'input token' }),
    quantities: z
      .array(parameterName)
      .max(4, 'A price can be multiplied by at most 4 parameters.')
      .default([])
      .openapi({
        description:
          'Names of the parameters whose values the price is multiplied by. If there are ' +
          'none, the price is per request.',
      }),
  })
  .openapi('Price');

const modelSchema = z
  .strictObject({
    id: slug,
    name,
    currency,
    parameters: z
      .array(parameterSchema)
      .max(MAX_PARAMETERS, `A model must have at most ${MAX_PARAMETERS} parameters.`)
      .default([]),
    prices: z
      .array(priceSchema)
      .min(1, 'A model must have at least one price. Give a free model the price "0".')
      .max(20, 'A model must have at most 20 prices.')
      .openapi({
        description:
          'Prices of the model. The cost of a request is the sum of all prices, each ' +
          'multiplied by the values of its parameters, rounded half up to 9 digits after the ' +
          'decimal point.',
      }),
  })
  .superRefine(({ parameters, prices }, context) => {
    const names = parameters.map((parameter) => parameter.name);
    refuseRepeats(names, context, (at) => ['parameters', at, 'name'], 'parameter');
    const known = new Set(names);
    for (const [at, { quantities }] of prices.entries()) {
      for (const [index, quantity] of quantities.entries()) {
        if (known.has(quantity)) continue;
        context.addIssue({
          code: 'custom',
          path: ['prices', at, 'quantities', index],
          params: { code: 'unknown_parameter' },
          message: `The model has no parameter ${quantity}.`,
        });
      }
    }
  })
  .openapi('ServiceModel');

export const serviceSchema = z
  .strictObject({
    id: slug.openapi({
      description:
        'ID of the service. The operator chooses it, and it is never given to another service.',
    }),
    name,
    description: description.nullable().default(null),
    free: z
      .boolean()
      .openapi({ description: 'Whether the free service key of every team may call the service.' }),
    billing_policies: z
      .array(z.enum(BILLING_POLICIES))
      .min(1, 'A service must have at least one billing policy.')
      .openapi({ uniqueItems: true }),
    models: z.array(modelSchema).max(200, 'A service must have at most 200 models.').default([]),
  })
  .superRefine(({ free, billing_policies: policies, models }, context) => {
    refuseRepeats(models.map(idOf), context, (at) => ['models', at, 'id'], 'model');
    refuseRepeats(policies, context, (at) => ['billing_policies', at], 'policy');
    if (free !== policies.includes('free')) {
      context.addIssue({
        code: 'custom',
        path: ['free'],
        params: { code: 'free_policy_mismatch' },
        message:
          'A free service must have the billing policy "free", and a service that is not free cannot have it. Change `free` or `billing_policies`.',
      });
    }
    if (policies.includes('pay_as_you_go') && models.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['models'],
        params: { code: 'too_small' },
        message: 'A service with the billing policy "pay_as_you_go" must have at least one model.',
      });
    }
  })
  .openapi(
    'Service',
    forbidding(
      saying('`free` is true, but `billing_policies` does not contain "free".', {
        free: { const: true },
        billing_policies: { not: { contains: { const: 'free' } } },
      }),
      saying('`free` is false, but `billing_policies` contains "free".', {
        free: { const: false },
        billing_policies: { contains: { const: 'free' } },
      }),
      omitting('`billing_policies` contains "pay_as_you_go", but `models` is missing.', 'models', {
        billing_policies: { contains: { const: 'pay_as_you_go' } },
      }),
      saying('`billing_policies` contains "pay_as_you_go", but `models` is empty.', {
        billing_policies: { contains: { const: 'pay_as_you_go' } },
        models: { maxItems: 0 },
      }),
    ),
  );

export const loadCatalogSchema = z
  .strictObject({
    services: z.array(serviceSchema).max(1000, 'A catalog must have at most 1000 services.'),
  })
  .superRefine(({ services }, context) => {
    refuseRepeats(services.map(idOf), context, (at) => ['services', at, 'id'], 'service');
  })
  .openapi('LoadCatalogRequest', {
    example: {
      services: [
        {
          id: 'text',
          name: 'Text generation',
          free: false,
          billing_policies: ['pay_as_you_go'],
          models: [
            {
              id: 'small',
              name: 'Small',
              currency: 'EUR',
              parameters: [{ name: 'input_tokens' }],
              prices: [{ price: '0.000002', unit: 'input token', quantities: ['input_tokens'] }],
            },
          ],
        },
      ],
    },
  });

export const loadCatalogQuerySchema = z.strictObject({
  allow_losses: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({
      description:
        'If `true`, the catalog is loaded even if paid service keys lose a service, a ' +
        'model or a billing policy. If `false`, `services_in_use` says which keys would ' +
        'lose something.',
    }),
});

export const catalogSchema = z
  .strictObject({ services: z.array(serviceSchema) })
  .openapi('Catalog');

export const serviceListSchema = z
  .strictObject({ items: z.array(serviceSchema) })
  .openapi('ServiceList');

export const serviceParamsSchema = z.strictObject({ service_id: slug });

export const serviceQuerySchema = z.strictObject({
  free: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .openapi({
      description: '`true`: only free services. `false`: only services that cost something.',
    }),
});

export function servicesFromWire({ services }: z.output<typeof loadCatalogSchema>): Service[] {
  return services.map(({ billing_policies: billingPolicies, models, ...service }) => ({
    ...service,
    billingPolicies,
    models: models.map(({ parameters, ...model }) => ({
      ...model,
      parameters: parameters.map(({ default: defaultValue, ...parameter }) => ({
        ...parameter,
        defaultValue,
      })),
    })),
  }));
}

export function serviceToWire(service: Service): z.input<typeof serviceSchema> {
  const { billingPolicies, models, ...facts } = service;
  return {
    ...facts,
    billing_policies: [...billingPolicies],
    models: models.map(({ parameters, prices, ...model }) => ({
      ...model,
      parameters: parameters.map(({ defaultValue, ...parameter }) => ({
        ...parameter,
        default: defaultValue,
      })),
      prices: prices.map((price) => ({ ...price, quantities: [...price.quantities] })),
    })),
  };
}

export function catalogToWire({ services }: Catalog): z.input<typeof catalogSchema> {
  return { services: services.map(serviceToWire) };
}

const idOf = ({ id }: { readonly id: string }) => id;

function isDecimal(text: string): boolean {
  return decimal.safeParse(text).success;
}

function refuseRepeats(
  values: readonly string[],
  context: z.RefinementCtx,
  pathOf: (at: number) => (string | number)[],
  what: string,
): void {
  for (const [at, value] of values.entries()) {
    if (values.indexOf(value) === at) continue;
    context.addIssue({
      code: 'custom',
      path: pathOf(at),
      params: { code: 'duplicate' },
      message: `The ${what} ${value} is given twice. Remove one.`,
    });
  }
}
