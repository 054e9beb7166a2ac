import { acceptedTermsToWire } from '../domain/accepted-terms';
import { id, instant, line, name, z } from '../http/wire';
import { defineKeyFamily } from '../keys/family/define-key-family';
import { newKeyFrom, newKeyShape } from '../keys/family/new-key-wire';
import { claimantShape } from '../keys/delivery/delivery-wire';
import { rotateKeyBody } from '../keys/key-wire';
import { serviceKeyName } from './service-key-name';
import { MAX_TERMS_VERSION } from './terms';
import { managesTokens, TOKEN_ACCESS } from './token-access';
import { decideTokenDelivery } from './token-delivery';
import {
  createTokenOwners,
  TOKEN_KINDS,
  type TokenDependencies,
  type TokenKind,
} from './token-owner';
import { decideTokenUpdate } from './token-update';

const serviceKeyId = id('service_key');

export const acceptedTerms = z
  .strictObject({
    version: z.string().openapi({ description: 'The accepted version.', example: '2026-11' }),
    accepted_at: instant.openapi({ description: 'When it was accepted.' }),
    accepted_by: z.string().openapi({
      description: 'ID of the member or service account that accepted it.',
      example: 'mem_01k9t3x0v6m8q2w4e5r7y9z1ab',
    }),
  })
  .openapi('AcceptedTerms');

export const acceptTerms = line(1, MAX_TERMS_VERSION).optional().openapi({
  'x-must-be': 'the version of the terms',
  description: 'The `version` of GET /v1/terms whose risk agreement the caller accepts.',
});

export const tokenName = serviceKeyName.nullable().default(null);

const OWN =
  'Without the permission `service_key_tokens.manage`, callers can access only their own ' +
  'personal tokens.';

/** Tokens of service keys: a member's personal ones, and those that applications share (S3). */
export const tokenFamily = defineKeyFamily({
  kind: 'token',
  schemaName: 'ServiceKeyToken',
  tag: 'Service key tokens',
  idParameter: 'token_id',
  texts: {
    create: {
      summary: 'Create a service key token, and show its secret once',
      description:
        'A member who is assigned to the service key creates a personal token. A shared ' +
        'token needs `service_key_tokens.manage`. If the caller accepts `text/plain`, the ' +
        'answer is the secret as a text file.',
      judges: ['service_key_tokens.manage'],
    },
    list: {
      summary: 'List service key tokens, newest first',
      description: `Without \`service_key_id\`, the list has the tokens of all service keys. ${OWN}`,
    },
    get: {
      summary: 'Get a service key token',
      description: `A revoked token is readable as a tombstone for 90 days. ${OWN}`,
    },
    update: {
      summary: 'Rename, enable or disable a service key token, or move its expiry earlier',
      description: OWN,
    },
    rotate: {
      summary: 'Rotate a service key token',
      description:
        'Both secrets are valid during `overlap`. Only the member who owns a personal token ' +
        'sees its new secret. If somebody else rotates it, the secret is kept for the member ' +
        'to fetch.',
    },
    revoke: { summary: 'Revoke a service key token permanently', description: OWN },
  },
  failures: { create: ['not_assigned', 'terms_not_accepted', 'key_revoked'] },
  expiry: 'optional',
  secretAsFile: true,

  create: {
    service_key_id: serviceKeyId,
    kind: z.enum(TOKEN_KINDS).openapi({
      description:
        '`personal`: belongs to an assigned member. `shared`: belongs to an application.',
    }),
    name: tokenName,
    ...newKeyShape,
    ...claimantShape,
    accept_terms: acceptTerms.openapi({
      description:
        'The `version` of GET /v1/terms whose risk agreement the caller accepts. Required unless ' +
        'this version was accepted for the service key before, as for the first token of the free ' +
        'key.',
    }),
  },
  update: {
    name: name.optional().openapi({
      description:
        'New name of the token. It must follow the same rules as at creation. The current ' +
        'name is accepted even if it was given before those rules existed.',
    }),
  },
  filter: {
    service_key_id: serviceKeyId
      .optional()
      .openapi({ description: 'Only tokens of this service key.' }),
    kind: z.enum(TOKEN_KINDS).optional().openapi({ description: 'Only tokens of this kind.' }),
  },
  sortedBy: 'name',
  answer: {
    service_key_id: serviceKeyId,
    kind: z.enum(TOKEN_KINDS),
    member_id: z
      .string()
      .nullable()
      .openapi({ description: 'ID of the member who owns the token. `null` on a shared token.' }),
    name: z.string().nullable(),
    terms: acceptedTerms.nullable().openapi({
      description:
        'The version of the terms under which the token was created, and who accepted it. `null` on ' +
        'tokens of earlier releases, which did not record this.',
    }),
  },
  rotateBody: rotateKeyBody,
  examples: {
    create: {
      service_key_id: 'svk_01k9t3x0v6m8q2w4e5r7y9z1ab',
      kind: 'shared',
      name: 'nightly-report',
      expires_in: '90d',
    },
    update: { name: 'nightly-report' },
  },

  toRequest: (body) => ({
    serviceKeyId: body.service_key_id,
    kind: body.kind,
    name: body.name,
    ...newKeyFrom(body),
    acceptTerms: body.accept_terms,
  }),
  toWire({ serviceKeyId, ownerKind, ownerId, name, terms }) {
    const kind: TokenKind = ownerKind === 'service_key' ? 'shared' : 'personal';
    const memberId = kind === 'shared' ? null : ownerId;
    return {
      service_key_id: serviceKeyId ?? '',
      kind,
      member_id: memberId,
      name,
      terms: terms && acceptedTermsToWire(terms),
    };
  },

  listed: ({ principal }, { service_key_id, kind }) => ({
    serviceKeyId: service_key_id,
    ownerId: managesTokens(principal) ? undefined : principal.id,
    ownerKind: kind === undefined ? undefined : kind === 'shared' ? 'service_key' : 'member',
  }),
  decideDelivery: decideTokenDelivery,
  decideUpdate: decideTokenUpdate,
  rules: (dependencies: TokenDependencies) => ({
    access: TOKEN_ACCESS,
    ownerOf: createTokenOwners(dependencies),
  }),
});
