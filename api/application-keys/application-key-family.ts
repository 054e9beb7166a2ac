import {
  membersOnly,
  requireMayGrantTeamRole,
  type MemberPrincipal,
  type TeamCaller,
} from '../domain/principal';
import { description, z } from '../http/wire';
import { defineKeyFamily } from '../keys/family/define-key-family';
import { newKeyFrom, newKeyShape } from '../keys/family/new-key-wire';
import { rotateOwnKeyBody } from '../keys/key-wire';

/** A member's own keys (S1). Members see, change and revoke only keys that they created. */
export const applicationKeyFamily = defineKeyFamily({
  kind: 'application_key',
  schemaName: 'ApplicationKey',
  tag: 'Application keys',
  idParameter: 'key_id',
  texts: {
    create: { summary: 'Create an application key, and show its secret once' },
    list: { summary: 'List your application keys, newest first' },
    get: {
      summary: 'Get an application key',
      description: 'A revoked key is readable as a tombstone for 90 days.',
    },
    update: {
      summary: 'Describe, enable or disable an application key, or move its expiry earlier',
    },
    rotate: {
      summary: 'Rotate an application key, and show the new secret once',
      description:
        'The key keeps its ID, client ID and expiry. Both secrets are valid during `overlap`.',
    },
    revoke: {
      summary: 'Revoke an application key permanently',
      description:
        'Before you revoke your last application key that works, create another one. ' +
        'Without one you can do nothing in Keyplane, and only an owner can let you in ' +
        'again (POST /v1/members/{member_id}/invitation). If you are the only owner, only ' +
        'the operator can (`keyplane recover`).',
    },
  },
  failures: {
    create: ['role_escalation'],
    update: ['role_escalation'],
    rotate: ['role_escalation'],
  },
  expiry: 'optional',

  create: { description: description.nullable().default(null), ...newKeyShape },
  update: { description: description.nullable().optional() },
  filter: {},
  sortedBy: 'description',
  answer: {
    member_id: z.string(),
    description: z
      .string()
      .nullable()
      .openapi({ description: 'What the application key is for. Tools show `-` if it is null.' }),
  },
  rotateBody: rotateOwnKeyBody,
  examples: {
    create: { description: 'Terraform on my laptop', expires_in: '90d' },
    update: { description: 'Terraform on my laptop' },
  },

  toRequest: (body) => ({ description: body.description, ...newKeyFrom(body) }),
  toWire: ({ ownerId, description }) => ({ member_id: ownerId, description }),

  listed: ({ principal }) => ({ ownerId: principal.id }),
  rules: () => ({
    access: {
      isVisible: ({ principal }, key) => key.ownerId === principal.id,
      async requireMayUse(caller) {
        requireMayGrantOwn(caller);
      },
    },
    async ownerOf(caller) {
      return { owner: { ownerKind: 'member', ownerId: requireMayGrantOwn(caller).id } };
    },
  }),
});

/**
 * The key may do everything that its member may do. So an access token with a scope cannot create or use
 * it.
 */
function requireMayGrantOwn(caller: TeamCaller): MemberPrincipal {
  const { principal } = caller;
  if (principal.kind !== 'member') throw membersOnly();
  requireMayGrantTeamRole(caller, principal.teamRole);
  return principal;
}
