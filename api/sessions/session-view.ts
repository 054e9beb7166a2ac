import { id, instant, text, z } from '../http/wire';
import { TEAM_ROLES } from '../domain/permission';
import type { LiveSession } from './live-sessions';
import { sessionMethod } from './session-schemas';

export const keySignInSchema = z
  .strictObject({
    client_id: text(1, 200).openapi({ description: 'Client ID of an application key.' }),
    client_secret: text(1, 500).openapi({ description: 'Secret of the application key.' }),
  })
  .openapi('KeySignInRequest', {
    example: { client_id: 'the-client-id', client_secret: 'the-secret' },
  });

const membership = z.strictObject({
  team: z.strictObject({ id: id('team'), name: z.string() }),
  member: z.strictObject({
    id: id('member'),
    name: z.string(),
    email: z.string(),
    role: z.enum(TEAM_ROLES),
  }),
});

export const sessionViewSchema = z
  .strictObject({
    session: z.strictObject({
      id: id('session'),
      method: sessionMethod,
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
    operator: z
      .boolean()
      .openapi({ description: 'Whether the session acts as the operator of Keyplane.' }),
  })
  .openapi('CurrentSession');

export interface ProvedPerson {
  readonly id: string;
  readonly email: string;
}

export function sessionViewToWire(
  { session, members, operator }: LiveSession,
  person: ProvedPerson | null,
): z.input<typeof sessionViewSchema> {
  return {
    session: {
      id: session.id,
      method: session.method,
      created_at: session.createdAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
      idle_expires_at: session.idleExpiresAt.toISOString(),
    },
    person: person && { id: person.id, email: person.email },
    memberships: members.map(({ id, name, email, teamRole, team }) => ({
      team: { id: team.id, name: team.name },
      member: { id, name, email, role: teamRole },
    })),
    operator: operator !== null,
  };
}
