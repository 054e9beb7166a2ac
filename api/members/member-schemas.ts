import { TEAM_ROLES } from '../domain/permission';
import { id, instant, name, pageOf, pageQuery, search, text, z } from '../http/wire';
import type { IssuedApplicationKey } from './application-key-ports';
import { MEMBER_STATUSES, memberSnapshot, type Member } from './member';
import type { InvitedMember } from './member-service';

/**
 * An email address as HTML forms accept it, with a domain of at least two labels. No label ends in
 * a hyphen.
 */
const EMAIL =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

/** Spaces around it are refused and not removed, so that the answer is the text that was sent. */
const email = z
  .string()
  .max(254, 'An email address must have at most 254 characters.')
  .regex(EMAIL, {
    error: ({ input }) =>
      typeof input === 'string' && input !== input.trim()
        ? 'This email address begins or ends with white space. Remove the white space.'
        : 'This must be an email address such as ada@example.com.',
  })
  .openapi({
    format: 'email',
    example: 'ada@example.com',
    'x-must-be': 'an email address such as `ada@example.com`',
  });

/**
 * Whether a member can have this address. Others must not be compared in lowercase: the Kelvin sign, for example,
 * becomes the letter k, and so another address.
 */
export function isEmail(text: string): boolean {
  return email.safeParse(text).success;
}

const teamRole = z.enum(TEAM_ROLES).openapi('TeamRole');

const NULL_IN_REPLAY =
  'If the request is repeated with the same Idempotency-Key, the answer has `null` here, ' +
  'unless that header is random (128 bits or more, such as a UUID).';

export const memberParamsSchema = z.strictObject({ member_id: id('member') });

export const memberSchema = z
  .strictObject({
    id: id('member'),
    email: z.string().openapi({ description: 'Email address of the member, in lowercase.' }),
    name: z.string(),
    team_role: teamRole,
    status: z.enum(MEMBER_STATUSES).openapi('MemberStatus'),
    invitation_expires_at: instant.nullable().openapi({
      description: 'When the open invitation expires. `null` if there is no open invitation.',
    }),
    created_at: instant,
    left_at: instant.nullable(),
  })
  .openapi('Member');

export const memberPageSchema = pageOf(memberSchema).openapi('MemberPage');

export const memberQuerySchema = pageQuery(id('member'), ['created_at', 'name']).extend({
  q: search('members', 'name or email address', 'ID'),
  status: z.enum(MEMBER_STATUSES).optional().openapi({
    description: 'Only members with this status. If absent, all members who have not left.',
  }),
  email: email.optional().openapi({ description: 'Only the member with this email address.' }),
});

export const personSchema = z.strictObject({ email, name }).openapi('Person');

export const createMemberSchema = z
  .strictObject({ ...personSchema.shape, team_role: teamRole })
  .openapi('CreateMemberRequest', {
    example: { email: 'ada@example.com', name: 'Ada Lovelace', team_role: 'user' },
  });

export const updateMemberSchema = z
  .strictObject({ name: name.optional(), team_role: teamRole.optional() })
  .openapi('UpdateMemberRequest', { example: { name: 'Ada Lovelace' } });

export const invitedMemberSchema = z
  .strictObject({
    ...memberSchema.shape,
    invitation: z.strictObject({
      token: z
        .string()
        .nullable()
        .openapi({
          description:
            'One-time invitation token, shown once. `null` if it was mailed. ' +
            `${NULL_IN_REPLAY}`,
        }),
      mailed: z
        .boolean()
        .openapi({ description: 'Whether the invitation was mailed to the member.' }),
      expires_at: instant,
    }),
  })
  .openapi('InvitedMember');

export const acceptInvitationSchema = z
  .strictObject({ token: text(1, 200) })
  .openapi('AcceptInvitationRequest', {
    example: { token: 'inv_the-token-of-the-invitation' },
  });

export const firstApplicationKeySchema = z
  .strictObject({
    id: id('application_key'),
    client_id: z.string(),
    secret: z
      .string()
      .nullable()
      .openapi({ description: `The secret in plain text, in this answer only. ${NULL_IN_REPLAY}` }),
  })
  .openapi('FirstApplicationKey');

export const joinedMemberSchema = z
  .strictObject({ ...memberSchema.shape, application_key: firstApplicationKeySchema })
  .openapi('JoinedMember');

export function memberToWire(member: Member): z.input<typeof memberSchema> {
  return {
    ...memberSnapshot(member),
    invitation_expires_at: member.invitationExpiresAt?.toISOString() ?? null,
    created_at: member.createdAt.toISOString(),
    left_at: member.leftAt?.toISOString() ?? null,
  };
}

export function invitedMemberToWire(invited: InvitedMember): z.input<typeof invitedMemberSchema> {
  const { token, expiresAt } = invited.invitation;
  return {
    ...memberToWire(invited.member),
    invitation: { token, mailed: token === null, expires_at: expiresAt.toISOString() },
  };
}

/** Reveals the secret, so use it only in the answer that creates the key. */
export function firstApplicationKeyToWire({
  keyId,
  clientId,
  secret,
}: IssuedApplicationKey): z.input<typeof firstApplicationKeySchema> {
  return { id: keyId, client_id: clientId, secret: secret.reveal() };
}

export function joinedMemberToWire(joined: {
  readonly member: Member;
  readonly applicationKey: IssuedApplicationKey;
}): z.input<typeof joinedMemberSchema> {
  return {
    ...memberToWire(joined.member),
    application_key: firstApplicationKeyToWire(joined.applicationKey),
  };
}
