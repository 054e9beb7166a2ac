import type { LastActors } from '../audit/last-actors';
import { id, instant, text, z } from '../http/wire';
import { TEAM_ROLES, type TeamRole } from '../domain/permission';
import { firstApplicationKeySchema, personSchema } from '../members/member-schemas';
import type { LiveSession } from './live-sessions';
import type { SessionPeople } from './membership-claim';
import { localPath } from './sign-in-link';
import { endsWithItsKey } from './session';
import { sessionMethod } from './session-schemas';

export const keySignInSchema = z
  .strictObject({
    client_id: text(1, 200).openapi({ description: 'Client ID of an application key.' }),
    client_secret: text(1, 500).openapi({ description: 'Secret of the application key.' }),
  })
  .openapi('KeySignInRequest', {
    example: { client_id: 'the-client-id', client_secret: 'the-secret' },
  });

/** What a browser can sign in with. */
export interface SignInMethods {
  readonly application_key: true;
  readonly email_link: boolean;
  readonly passkey: boolean;
  readonly oidc: { readonly name: string } | null;
}

export const emailLinkSchema = z
  .strictObject({ email: personSchema.shape.email, return_to: localPath.optional() })
  .openapi('EmailLinkRequest', { example: { email: 'ada@example.com' } });

export const redeemLinkSchema = z
  .strictObject({ token: text(1, 200).openapi({ description: 'The token of the link.' }) })
  .openapi('RedeemLinkRequest', { example: { token: 'sgn_the-token-of-the-link' } });

export const joinSchema = z
  .strictObject({ token: text(1, 200).openapi({ description: 'The token of the invitation.' }) })
  .openapi('JoinRequest', { example: { token: 'inv_the-token-of-the-invitation' } });

export const claimMembershipSchema = z
  .strictObject({ member_id: id('member') })
  .openapi('ClaimMembershipRequest', {
    example: { member_id: 'mem_01k9t3x0v6m8q2w4e5r7y9z1ab' },
  });

const ACTOR_KINDS = ['member', 'service_account', 'service_key', 'operator'] as const;

const membership = z.strictObject({
  team: z.strictObject({ id: id('team'), name: z.string() }),
  member: z.strictObject({
    id: id('member'),
    name: z.string(),
    email: z.string(),
    role: z.enum(TEAM_ROLES),
  }),
});

const unclaimedMembership = z.strictObject({
  ...membership.shape,
  status: z.enum(['invited', 'active']).openapi({
    description:
      '`invited`: the person joins the team by claiming the member. `active`: somebody has joined as this ' +
      'member without a proof of the address.',
  }),
  invited_by: z
    .strictObject({ kind: z.enum(ACTOR_KINDS), name: z.string() })
    .nullable()
    .openapi({ description: 'Who invited the member last. `null` if nobody did.' }),
});

export const sessionViewSchema = z
  .strictObject({
    session: z.strictObject({
      id: id('session'),
      method: sessionMethod,
      application_key_id: id('application_key')
        .nullable()
        .openapi({
          description:
            'The application key that was used to sign in. The session ends when the secret that was used is ' +
            'no longer valid. `null` if the session began in another way.',
        }),
      created_at: instant,
      expires_at: instant.openapi({
        description: 'When the session ends, however often it is used.',
      }),
      idle_expires_at: instant.openapi({
        description: 'When the session ends unless it is used before that.',
      }),
    }),
    person: z
      .strictObject({ id: id('person'), email: z.string() })
      .nullable()
      .openapi({
        description:
          'The person who proved this email address. `null` if nobody has proved an address: the session ' +
          'then acts as one member, or as the operator.',
      }),
    memberships: z.array(membership).openapi({
      description:
        'The teams that the session reaches. If there are several, name one in the header ' +
        '`Keyplane-Team` of each request.',
    }),
    unclaimed: z.array(unclaimedMembership).openapi({
      description:
        'Members with the email address of the person that the session does not reach. Any team can ' +
        'invite any address, so the person chooses which of them to join. Empty unless this session has ' +
        'proved the address.',
    }),
    operator: z
      .boolean()
      .openapi({ description: 'Whether the session acts as the operator of Keyplane.' }),
  })
  .openapi('CurrentSession');

export const redeemedSessionSchema = z
  .strictObject({
    ...sessionViewSchema.shape,
    return_to: z.string().nullable().openapi({
      description: 'The page to open: the `return_to` of the request for the link.',
    }),
  })
  .openapi('RedeemedSession');

export const joinedSessionSchema = z
  .strictObject({ ...sessionViewSchema.shape, application_key: firstApplicationKeySchema })
  .openapi('JoinedSession');

/** A member as a session names it, with its team. */
interface NamedMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly teamRole: TeamRole;
}

export interface SessionViews {
  viewOf(live: LiveSession): Promise<z.input<typeof sessionViewSchema>>;
}

export function createSessionViews(dependencies: {
  readonly sessionPeople: SessionPeople;
  readonly teams: { team(teamId: string): Promise<{ readonly name: string }> };
  readonly lastActors: LastActors;
}): SessionViews {
  const { sessionPeople, teams, lastActors } = dependencies;

  async function unclaimedOf(live: LiveSession) {
    const found = [];
    for (const member of await sessionPeople.claimableBy(live)) {
      const { id, teamId, status } = member;
      const { name } = await teams.team(teamId);
      found.push({
        ...membershipToWire(member, { id: teamId, name }),
        // Only invited and active members can be claimed.
        status: status === 'active' ? status : ('invited' as const),
        invited_by: (await lastActors.of(teamId, id, 'member.invited')) ?? null,
      });
    }
    return found;
  }

  return {
    async viewOf(live) {
      const { session, members, operator } = live;
      const person = await sessionPeople.personOf(live);
      return {
        session: {
          id: session.id,
          method: session.method,
          application_key_id: endsWithItsKey(session) ? (session.key?.id ?? null) : null,
          created_at: session.createdAt.toISOString(),
          expires_at: session.expiresAt.toISOString(),
          idle_expires_at: session.idleExpiresAt.toISOString(),
        },
        person: person === undefined ? null : { id: person.id, email: person.email },
        memberships: members.map((member) => membershipToWire(member, member.team)),
        unclaimed: await unclaimedOf(live),
        operator: operator !== null,
      };
    },
  };
}

function membershipToWire(
  { id, name, email, teamRole }: NamedMember,
  team: { readonly id: string; readonly name: string },
) {
  return { team: { id: team.id, name: team.name }, member: { id, name, email, role: teamRole } };
}
