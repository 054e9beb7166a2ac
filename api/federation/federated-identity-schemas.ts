import { id, instant, line, name, pageOf, pageQuery, z } from '../http/wire';
import { federatedIdentitySnapshot, type FederatedIdentity } from './federated-identity';
import { isIssuerUrl, ISSUER_PATTERN, NOT_A_URL } from './issuer-url';
import {
  CLAIM_NAMES_TAKEN,
  CREATE_TRUST_CONFLICTS,
  UPDATE_TRUST_CONFLICTS,
} from './trust-conflicts';

// This order is deliberate: the bundle of the provider is inside a JavaScript comment, which `*`
// followed by `/` would end.
const LITERAL = '[^/:*]*';
const VISIBLE = /^[\x21-\x7e]+$/;
const identityId = id('federated_identity');
const serviceAccountId = id('service_account');

const issuer = line(1, 500)
  .refine(isIssuerUrl, {
    message: NOT_A_URL,
    params: { code: 'issuer_not_a_url' },
  })
  .openapi({
    description:
      'Issuer of the tokens, exactly as in their `iss` claim. The discovery document of ' +
      'the issuer is at this URL. The URL must use https, unless the operator allows http ' +
      '(`KEYPLANE_FEDERATION_ALLOW_INSECURE`). Its address must be public, unless the ' +
      'operator allows others (`KEYPLANE_FEDERATION_PRIVATE_RANGES`).',
    pattern: ISSUER_PATTERN,
    'x-must-be': 'a URL without user, query, fragment and spaces, such as `https://issuer.example`',
    example: 'https://token.actions.githubusercontent.com',
  });

const audience = z
  .string()
  .max(255, 'audience must have at most 255 characters.')
  .regex(VISIBLE, 'audience must have visible ASCII characters only, and at least one.')
  .openapi({
    'x-must-be': '1 to 255 visible ASCII characters, without spaces',
    description:
      'Audience of the tokens, as in their `aud` claim. Default: the URL of this Keyplane.',
  });

const subjectPattern = z
  .string()
  .max(500, 'subject_pattern must have at most 500 characters.')
  .regex(VISIBLE, 'subject_pattern must have visible ASCII characters only, and at least one.')
  .openapi({
    // The first three parts must have no `*`. Every other part may have one.
    pattern: `^(?=[!-~]+$)(?:${LITERAL}(?:[/:]${LITERAL}){0,1}|${LITERAL}(?:[/:]${LITERAL}){2}(?:[/:]${LITERAL}(?:\\*${LITERAL})?)*)$`,
    'x-must-be':
      'visible ASCII characters, with at most one `*` in each part between `/` and `:`, and ' +
      'none in the first three parts',
    description:
      'Pattern for the `sub` claim of the tokens. `*` stands for any characters except `/` ' +
      'and `:`. Each part between them may have one `*`, except the first three parts, ' +
      'which must have none.',
    example: 'repo:acme/app:ref:refs/heads/main',
  });

const CLAIM_NAME = /^[\w.:/-]{1,200}$/;
const MAX_CLAIMS = 20;

/** A keyword of JSON Schema that the types of the document lack. */
const CLAIM_NAMES = {
  propertyNames: { pattern: CLAIM_NAME.source, ...CLAIM_NAMES_TAKEN },
};

const claims = z
  .record(
    z
      .string()
      .regex(
        CLAIM_NAME,
        'The name of a claim must have 1 to 200 letters, digits, `_`, `.`, `:`, `/` and `-`.',
      ),
    line(0, 500),
  )
  .refine((given) => Object.keys(given).length <= MAX_CLAIMS, {
    message: 'claims must have at most 20 conditions. Remove some.',
    params: { code: 'too_big' },
  })
  .openapi({
    ...CLAIM_NAMES,
    maxProperties: MAX_CLAIMS,
    description:
      'Exact value that each claim of a token must have. GitHub needs `repository_id` and ' +
      '`repository_owner_id`. The claims that every token has, such as `sub`, cannot be ' +
      'conditions.',
    example: { repository_id: '123456', repository_owner_id: '654321' },
  });

const allowPullRequests = z.boolean().openapi({
  description: 'Whether tokens of pull requests are trusted. Anybody may open a pull request.',
});
const replayProtection = z.boolean().openapi({
  description: 'Whether each token works only once. Keyplane tells tokens apart by `jti`.',
});

export const federatedIdentityParams = z.strictObject({ federated_identity_id: identityId });

export const listFederatedIdentitiesQuery = pageQuery(identityId).extend({
  service_account_id: serviceAccountId
    .optional()
    .openapi({ description: 'Only federated identities of this service account.' }),
  name: name
    .optional()
    .openapi({ description: 'Only the federated identity with exactly this name.' }),
});

export const createFederatedIdentityBody = z
  .strictObject({
    service_account_id: serviceAccountId,
    name,
    issuer,
    audience: audience.optional(),
    subject_pattern: subjectPattern.nullable().default(null),
    claims: claims.default({}),
    allow_pull_requests: allowPullRequests.default(false),
    replay_protection: replayProtection.default(false),
    enabled: z.boolean().default(true),
  })
  .openapi('CreateFederatedIdentityRequest', {
    ...CREATE_TRUST_CONFLICTS,
    example: {
      service_account_id: 'sa_01k9t3x0v6m8q2w4e5r7y9z1ab',
      name: 'GitHub Actions',
      issuer: 'https://token.actions.githubusercontent.com',
      subject_pattern: 'repo:acme/app:ref:refs/heads/main',
      claims: { repository_id: '123456', repository_owner_id: '654321' },
    },
  });

export const updateFederatedIdentityBody = z
  .strictObject({
    name: name.optional(),
    issuer: issuer.optional(),
    audience: audience.optional(),
    subject_pattern: subjectPattern.nullable().optional(),
    claims: claims.optional(),
    allow_pull_requests: allowPullRequests.optional(),
    replay_protection: replayProtection.optional(),
    enabled: z.boolean().optional(),
  })
  .openapi('UpdateFederatedIdentityRequest', {
    ...UPDATE_TRUST_CONFLICTS,
    example: { name: 'GitHub Actions' },
  });

export const federatedIdentitySchema = z
  .strictObject({
    id: identityId,
    service_account_id: serviceAccountId,
    name: z.string(),
    issuer: z.string(),
    audience: z.string(),
    subject_pattern: z.string().nullable(),
    claims: z.record(z.string(), z.string()),
    allow_pull_requests: z.boolean(),
    replay_protection: z.boolean(),
    enabled: z.boolean(),
    last_used_at: instant.nullable().openapi({
      description: 'Time of the last exchange of a token for this federated identity.',
    }),
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('FederatedIdentity');

export const federatedIdentityPage =
  pageOf(federatedIdentitySchema).openapi('FederatedIdentityPage');

export function federatedIdentityToWire(
  identity: FederatedIdentity,
): z.input<typeof federatedIdentitySchema> {
  return {
    ...federatedIdentitySnapshot(identity),
    last_used_at: identity.lastUsedAt?.toISOString() ?? null,
    created_at: identity.createdAt.toISOString(),
    created_by: identity.createdBy,
  };
}

/** The fields about the trust that both requests have, under the names that the code uses. */
export function trustFromWire<
  T extends Pick<
    z.output<typeof updateFederatedIdentityBody>,
    'subject_pattern' | 'allow_pull_requests' | 'replay_protection'
  >,
>({ subject_pattern, allow_pull_requests, replay_protection, ...rest }: T) {
  return {
    ...rest,
    subjectPattern: subject_pattern as T['subject_pattern'],
    allowPullRequests: allow_pull_requests as T['allow_pull_requests'],
    replayProtection: replay_protection as T['replay_protection'],
  };
}
