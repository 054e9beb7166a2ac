import { parameterValues } from '../catalog/cost-estimate-schemas';
import { BILLING_POLICIES } from '../catalog/service';
import { PERMISSION_PATTERN } from '../domain/permission';
import { Serialized } from '../http/http-answer';
import { forbidding, neither, together, without } from '../http/object-rules';
import { text, z } from '../http/wire';
import { currentSecret } from '../keys/key';
import type { Credential } from '../credentials/credential';
import { SERVICE_KEY_PLANS } from '../service-keys/service-key';
import { chargeId, chargeSchema, chargeToWire } from '../wallets/wallet-schemas';
import type { CallAuthorization, CallRequest } from './call-authorization';
import { VERIFICATION_CODES, type Verification } from './verification';

const permission = z
  .string()
  .regex(
    PERMISSION_PATTERN,
    'A permission must have the form <resource>.<action>, such as reports.read.',
  );
const MAX_PRESENTED_LENGTH = 8192;
export const MOST_PERMISSIONS = 100;
const FUNDS = ['reserved', 'not_checked'] as const;

type GrantedCall = Extract<CallAuthorization, { readonly code: 'valid' }>;

export const verifyKeyBody = z
  .strictObject({
    secret: text(1, MAX_PRESENTED_LENGTH).optional().openapi({
      description: 'The secret of a key, as somebody presented it to you.',
    }),
    token: text(1, MAX_PRESENTED_LENGTH)
      .optional()
      .openapi({
        description:
          'An access token of /oauth2/token that somebody presented to you, instead of a ' +
          'secret. Needs `audience`.',
      }),
    audience: text(1, 255)
      .optional()
      .openapi({
        description:
          'The name of your service, as in the `aud` claim of tokens for it. A token for ' +
          'another service is not valid here.',
      }),
    permissions: z.array(permission).max(MOST_PERMISSIONS).default([]).openapi({
      description: 'Permissions that the key must have for the request that it was presented with.',
    }),
  })
  .extend({
    service_id: text(1, 100).optional().openapi({
      description: 'For a service key token: ID of the service that it is to call.',
    }),
    model_id: text(1, 100).optional().openapi({
      description: 'ID of the model of the service that is to be called.',
    }),
    reserve: z
      .strictObject({
        charge_id: chargeId,
        parameters: parameterValues.default({}),
      })
      .optional()
      .openapi({
        description:
          'Reserves the cost of the call in the wallet of the service key, if the call costs ' +
          'something.',
      }),
  })
  .superRefine(({ secret, token, audience, service_id, model_id, reserve }, context) => {
    if (service_id === undefined && (model_id !== undefined || reserve !== undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['service_id'],
        params: { code: 'service_required' },
        message:
          'service_id is missing. If you send model_id or reserve, also send service_id, the ID of ' +
          'the service that is called.',
      });
    }
    if ((secret === undefined) === (token === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['secret'],
        params: { code: 'one_of_secret_and_token' },
        message:
          secret === undefined
            ? 'Give the secret or the token that somebody presented.'
            : 'Give secret or token, not both.',
      });
    }
    if ((token === undefined) !== (audience === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['audience'],
        params: { code: 'audience_with_token' },
        message:
          audience === undefined
            ? 'audience is missing. With token, set audience to the name of your service.'
            : 'audience is only for an access token, and the request has no token. Omit ' +
              'audience.',
      });
    }
  })
  .openapi('VerifyKeyRequest', {
    example: {
      secret: 'kps_the-secret-that-somebody-presented',
      permissions: ['reports.read'],
    },
    ...forbidding(
      together('secret', 'token'),
      neither('secret', 'token'),
      without('audience', 'token'),
      without('token', 'audience'),
      without('model_id', 'service_id'),
      without('reserve', 'service_id'),
    ),
  });

export const verificationAnswer = z
  .strictObject({
    valid: z.boolean(),
    code: z.enum(VERIFICATION_CODES).openapi({
      description:
        'The verdict. Malformed secrets and secrets of other teams are `unknown` too. ' +
        '`policy_not_offered`: the catalog no longer offers the service with the billing ' +
        'policy that the key has enabled.',
    }),
    key: z
      .strictObject({
        id: z.string(),
        name: z.string().nullable(),
        family: z.enum(['service_account_key', 'token']),
        client_id: z.string(),
        masked_secret: z.string().nullable(),
        expires_at: z.string().nullable().openapi({
          description: 'When the key expires, as an RFC 3339 time. `null` if it never expires.',
        }),
      })
      .nullable(),
    owner: z
      .strictObject({
        kind: z.enum(['member', 'service_account', 'service_key', 'operator']),
        id: z.string(),
        name: z.string(),
      })
      .nullable(),
    team_id: z.string().nullable(),
    roles: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    permissions: z.array(z.string()).openapi({
      description: 'The requested permissions that the key has.',
    }),
    missing_permissions: z.array(z.string()),
    service_key: z
      .strictObject({ id: z.string(), name: z.string(), plan: z.enum(SERVICE_KEY_PLANS) })
      .nullable()
      .openapi({
        description:
          'The service key that the token belongs to. `null` unless you asked about a service.',
      }),
    billing_policy: z
      .enum(BILLING_POLICIES)
      .nullable()
      .openapi({
        description:
          'How the call is paid for. `null` if you asked about no call, or if the call may ' +
          'not be made.',
      }),
    funds: z
      .enum(FUNDS)
      .nullable()
      .openapi({
        description:
          'Whether the wallet can pay for a valid call. `reserved`: the cost is reserved. ' +
          '`not_checked`: the request had no `reserve`, so the wallet may be empty. ' +
          '`null`: there is nothing to pay.',
      }),
    reservation: z.union([chargeSchema, z.null()]).openapi({
      description:
        'The charge that is reserved for the call. Settle or release it. `null` if the ' +
        'call is free.',
    }),
  })
  .openapi('Verification');

type VerificationWire = z.input<typeof verificationAnswer>;

/**
 * The JSON of the answer. The parts that are always the same for a frequently used key are written
 * once for thousands of answers.
 */
export function verificationToJson(verification: Verification): Serialized<VerificationWire> {
  if (verification.credential === null) return UNKNOWN;
  const { code, credential, held, missing, call } = verification;
  return new Serialized(
    `{"valid":${code === 'valid'},"code":"${code}",${factsOf(credential)},` +
      `"permissions":${listOf(held)},"missing_permissions":${listOf(missing)},` +
      `${call === null ? NO_CALL : membersOf(callToWire(call))}}`,
    // Permissions and codes are ASCII, but a call has names that people chose.
    call === null,
  );
}

function callToWire(call: CallAuthorization | null) {
  const key = call?.serviceKey ?? null;
  const granted = call?.code === 'valid' ? call : null;
  return {
    service_key: key && { id: key.id, name: key.name, plan: key.plan },
    billing_policy: granted?.service.billingPolicy ?? null,
    funds: fundsOf(granted),
    reservation: granted?.charge ? chargeToWire(granted.charge) : null,
  };
}

function fundsOf(granted: GrantedCall | null): (typeof FUNDS)[number] | null {
  if (granted === null || granted.service.walletId === null) return null;
  return granted.charge === null ? 'not_checked' : 'reserved';
}

export function callFrom(
  wire: Pick<z.output<typeof verifyKeyBody>, 'service_id' | 'model_id' | 'reserve'>,
): CallRequest | null {
  const { service_id, model_id, reserve } = wire;
  if (service_id === undefined) return null;
  return {
    serviceId: service_id,
    modelId: model_id ?? null,
    reservation: reserve ? { chargeId: reserve.charge_id, parameters: reserve.parameters } : null,
  };
}

function credentialToWire({ key, secret, secrets, owner, roles }: Credential) {
  const { kind, id, name } = owner;
  return {
    key: {
      id: key.id,
      name: key.name,
      family: key.family === 'token' ? ('token' as const) : ('service_account_key' as const),
      client_id: key.clientId,
      masked_secret: (secret ?? currentSecret({ id: key.id, secrets })).masked,
      expires_at: key.expiresAt?.toISOString() ?? null,
    },
    owner: { kind, id, name },
    team_id: key.teamId,
    roles: roles.map((role) => ({ id: role.id, name: role.name })),
  };
}

/** No character of a permission needs an escape in JSON. */
function listOf(permissions: readonly string[]): string {
  return permissions.length === 0 ? '[]' : `["${permissions.join('","')}"]`;
}

/** The members of an object, without its braces. */
function membersOf(wire: object): string {
  return JSON.stringify(wire).slice(1, -1);
}

/** Computed once for as long as the credential is cached. */
function factsOf(credential: Credential): string {
  return (credential.memory.verification ??= asciiOf(membersOf(credentialToWire(credential))));
}

/**
 * The same JSON in ASCII, which is sent as it is. A single other character would make Node encode all of
 * it. V8 would keep two bytes for each character, as in the original text, and copy every answer twice. A
 * text from a buffer has one.
 */
function asciiOf(json: string): string {
  const ascii = json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(ascii, 'latin1').toString('latin1');
}

const NO_CALL = membersOf(callToWire(null));

const UNKNOWN = new Serialized<VerificationWire>(
  JSON.stringify({
    valid: false,
    code: 'unknown',
    key: null,
    owner: null,
    team_id: null,
    roles: [],
    permissions: [],
    missing_permissions: [],
    ...callToWire(null),
  } satisfies VerificationWire),
);
