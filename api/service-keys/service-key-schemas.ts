import { BILLING_POLICIES } from '../catalog/service';
import { acceptedTermsToWire } from '../domain/accepted-terms';
import {
  description,
  id,
  instant,
  pageOf,
  pageQuery,
  line,
  search,
  searched,
  z,
} from '../http/wire';
import type { KeyView } from '../keys/key-views';
import { forbidding, missing, omitting, saying, together } from '../http/object-rules';
import { expiryShape, revocationReason } from '../keys/key-wire';
import {
  claimantShape,
  CREATE_DELIVERY_CONFLICTS,
  deliveryShape,
} from '../keys/delivery/delivery-wire';
import type { CreatedServiceKey } from './service-key-service';
import {
  SERVICE_KEY_PLANS,
  serviceToWire,
  type EnabledService,
  type ServiceKey,
} from './service-key';
import { serviceKeyName } from './service-key-name';
import { DEFAULT_TERMS } from './terms';
import { acceptedTerms, acceptTerms, tokenFamily, tokenName } from './token-family';

const MAX_MEMBERS = 1000;
const MAX_SERVICES = 100;
const MAX_MODELS = 100;

export const serviceKeyId = id('service_key');

const slug = line(1, 100);

const enabledService = z
  .strictObject({
    service_id: slug,
    billing_policy: z.enum(BILLING_POLICIES),
    model_ids: z
      .array(slug)
      .max(MAX_MODELS)
      .default([])
      .openapi({
        description:
          'IDs of the models that may be called. Required with `pay_as_you_go`. If empty, ' +
          'every free model may be called.',
      }),
    wallet_id: id('wallet').nullable().default(null).openapi({
      description:
        'ID of the wallet that pays. Required with `pay_as_you_go`, and not allowed otherwise.',
    }),
  })
  .openapi(
    'EnabledService',
    forbidding(
      missing('billing_policy', 'pay_as_you_go', 'model_ids'),
      missing('billing_policy', 'pay_as_you_go', 'wallet_id'),
      saying('`billing_policy` is `pay_as_you_go`, but the list of models is empty.', {
        billing_policy: { const: 'pay_as_you_go' },
        model_ids: { maxItems: 0 },
      }),
      saying('`billing_policy` is `pay_as_you_go`, but there is no wallet.', {
        billing_policy: { const: 'pay_as_you_go' },
        wallet_id: { type: 'null' },
      }),
      saying('`wallet_id` is given, but `billing_policy` is not `pay_as_you_go`.', {
        billing_policy: { not: { const: 'pay_as_you_go' } },
        wallet_id: { type: 'string' },
      }),
    ),
  );

const INVITED_MEMBERS =
  'An invited member may be assigned. It takes effect when they accept the invitation.';

const memberIds = z.array(id('member')).max(MAX_MEMBERS);
const ONCE = 'Name each service once, by its `service_id`.';

const services = z.array(enabledService).max(MAX_SERVICES).openapi({ uniqueItems: true });
const notify = z.boolean().default(false).openapi({
  description: 'Whether members are told that they are assigned or no longer assigned.',
});

export const serviceKeyParams = z.strictObject({ service_key_id: serviceKeyId });

export const createServiceKeyBody = z
  .strictObject({
    plan: z.enum(SERVICE_KEY_PLANS).default('paid').openapi({
      description: '`free` or `paid`. Each team has one free service key from its creation.',
    }),
    name: serviceKeyName,
    description: description.nullable().default(null),
    accept_terms: acceptTerms,
    member_ids: memberIds.default([]).openapi({ description: INVITED_MEMBERS }),
    notify,
    services: services.default([]).openapi({ description: ONCE }),
    shared_token: z
      .strictObject({
        name: tokenName,
        ...expiryShape,
        enabled: z.boolean().default(true),
        ...deliveryShape,
        ...claimantShape,
      })
      .optional()
      .openapi({
        description: 'Creates the first shared token. The answer shows it once.',
        ...forbidding(together('expires_at', 'expires_in'), ...CREATE_DELIVERY_CONFLICTS),
      }),
  })
  .openapi('CreateServiceKeyRequest', {
    example: {
      name: 'report-writer',
      description: 'Monthly reports',
      accept_terms: DEFAULT_TERMS.version,
    },
    ...forbidding(
      omitting('The key is paid, but `accept_terms` is missing.', 'accept_terms', {
        plan: { const: 'paid' },
      }),
    ),
  });

export const updateServiceKeyBody = z
  .strictObject({
    name: serviceKeyName.optional(),
    description: description.nullable().optional(),
    member_ids: memberIds.optional().openapi({
      description:
        'IDs of all members who are assigned after this change. Members who are no longer in ' +
        `the list lose their tokens. ${INVITED_MEMBERS}`,
    }),
    notify,
    services: services
      .optional()
      .openapi({ description: `All services that are enabled after this change. ${ONCE}` }),
  })
  .openapi('UpdateServiceKeyRequest', { example: { name: 'report-writer' } });

export const listServiceKeysQuery = pageQuery(serviceKeyId, ['created_at', 'name']).extend({
  q: search('service keys', 'name or description', 'ID'),
  name: searched(64)
    .optional()
    .openapi({ description: 'Only the service key with exactly this name.' }),
  plan: z
    .enum(SERVICE_KEY_PLANS)
    .optional()
    .openapi({ description: 'Only service keys of this plan.' }),
  state: z
    .enum(['active', 'revoked'])
    .default('active')
    .openapi({ default: 'active', description: 'Only service keys in this state.' }),
});

export const revokeServiceKeyQuery = z.strictObject({ reason: revocationReason });

export const serviceKeySchema = z
  .strictObject({
    id: serviceKeyId,
    plan: z.enum(SERVICE_KEY_PLANS),
    name: z.string(),
    description: z.string().nullable(),
    terms: acceptedTerms.nullable().openapi({
      description:
        'The newest version of the terms that was accepted. `null` on a free key before its first ' +
        'token.',
    }),
    member_ids: z.array(z.string()),
    services: z.array(
      z
        .strictObject({
          service_id: z.string(),
          billing_policy: z.enum(BILLING_POLICIES),
          model_ids: z.array(z.string()),
          wallet_id: z.string().nullable(),
        })
        .openapi('ServiceOfServiceKey'),
    ),
    state: z.enum(['active', 'revoked']),
    created_at: instant,
    created_by: z.string(),
    revocation: z
      .strictObject({ revoked_at: instant, revoked_by: z.string(), reason: z.string() })
      .nullable(),
  })
  .openapi('ServiceKey');

export const createdServiceKeySchema = z
  .strictObject({
    ...serviceKeySchema.shape,
    shared_token: z.union([tokenFamily.schemas.issued, z.null()]),
  })
  .openapi('CreatedServiceKey');

export const serviceKeyPage = pageOf(serviceKeySchema).openapi('ServiceKeyPage');

export const termsSchema = z
  .strictObject({
    version: z.string().openapi({
      description: 'Version that `accept_terms` must name.',
      example: DEFAULT_TERMS.version,
    }),
    text: z.string().openapi({
      description: 'Text of the risk agreement. The operator of the server can replace it.',
    }),
  })
  .openapi('Terms');

export function serviceKeyToWire(key: ServiceKey): z.input<typeof serviceKeySchema> {
  return {
    id: key.id,
    plan: key.plan,
    name: key.name,
    description: key.description,
    terms: key.terms && acceptedTermsToWire(key.terms),
    member_ids: [...key.memberIds],
    services: key.services.map(serviceToWire),
    state: key.revokedAt === null ? 'active' : 'revoked',
    created_at: key.createdAt.toISOString(),
    created_by: key.createdBy,
    revocation: key.revokedAt && {
      revoked_at: key.revokedAt.toISOString(),
      revoked_by: key.revokedBy ?? '',
      reason: key.revokedReason ?? '',
    },
  };
}

export function createdServiceKeyToWire(
  { serviceKey, token }: CreatedServiceKey,
  tokenView: KeyView | null,
): z.input<typeof createdServiceKeySchema> {
  return {
    ...serviceKeyToWire(serviceKey),
    shared_token: token && tokenView && tokenFamily.issuedToWire(tokenView, token),
  };
}

export function enabledServiceFrom(wire: z.output<typeof enabledService>): EnabledService {
  return {
    serviceId: wire.service_id,
    billingPolicy: wire.billing_policy,
    modelIds: [...new Set(wire.model_ids)].sort(),
    walletId: wire.wallet_id,
  };
}
