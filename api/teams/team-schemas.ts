import { SECRET_DELIVERIES } from '../domain/secret-delivery';
import { id, instant, name, pageOf, pageQuery, period, search, z } from '../http/wire';
import {
  firstApplicationKeySchema,
  firstApplicationKeyToWire,
  memberSchema,
  memberToWire,
  personSchema,
} from '../members/member-schemas';
import { teamSnapshot, type Team } from './team';
import type { FoundedTeam } from './team-service';

export const teamParamsSchema = z.strictObject({ team_id: id('team') });

export const teamQuerySchema = pageQuery(id('team')).extend({
  q: search('teams', 'name', 'ID'),
});

export const teamPolicyShape = {
  max_key_lifetime: z
    .string()
    .nullable()
    .openapi({
      example: '90d',
      description:
        'Maximum lifetime of keys that are created from now on, in the longest unit that ' +
        'expresses it exactly. `null` if there is no limit.',
    }),
  require_expiry: z.boolean().openapi({
    description: 'Whether every key that is created from now on must expire.',
  }),
  allowed_secret_deliveries: z
    .array(z.enum(SECRET_DELIVERIES))
    .nullable()
    .openapi({
      example: ['claim', 'public_key'],
      description:
        'Allowed ways to deliver secrets that are created from now on. `null`: every way.',
    }),
};

/** The list has at least one item. With none, nobody could create a key. */
export const allowedSecretDeliveries = z
  .array(z.enum(SECRET_DELIVERIES))
  .min(1, 'Allow at least one delivery, because otherwise no key can be created. Null allows all.')
  .superRefine((deliveries, context) => {
    deliveries.forEach((delivery, at) => {
      if (deliveries.indexOf(delivery) === at) return;
      context.addIssue({
        code: 'custom',
        path: [at],
        params: { code: 'duplicate' },
        message: `"${delivery}" is given twice. Remove one.`,
      });
    });
  })
  .openapi({ uniqueItems: true });

export const teamSchema = z
  .strictObject({
    id: id('team'),
    name: z.string(),
    ...teamPolicyShape,
    suspended_at: instant.nullable(),
    created_at: instant,
  })
  .openapi('Team');

export const teamPageSchema = pageOf(teamSchema).openapi('TeamPage');

export const updateOwnTeamSchema = z
  .strictObject({
    name: name.optional(),
    max_key_lifetime: period.nullable().optional(),
    require_expiry: z.boolean().optional(),
    allowed_secret_deliveries: allowedSecretDeliveries.nullable().optional(),
  })
  .openapi('UpdateOwnTeamRequest', { example: { max_key_lifetime: '90d' } });

export const createTeamSchema = z
  .strictObject({ name, owner: personSchema })
  .openapi('CreateTeamRequest', {
    example: { name: 'Acme', owner: { email: 'ada@example.com', name: 'Ada Lovelace' } },
  });

export const updateTeamSchema = z
  .strictObject({ name: name.optional(), suspended: z.boolean().optional() })
  .openapi('UpdateTeamRequest', { example: { name: 'Acme' } });

export const foundedTeamSchema = z
  .strictObject({
    ...teamSchema.shape,
    owner: memberSchema,
    application_key: firstApplicationKeySchema,
  })
  .openapi('FoundedTeam');

export function teamToWire(team: Team): z.input<typeof teamSchema> {
  return { ...teamSnapshot(team), created_at: team.createdAt.toISOString() };
}

/** Reveals the owner's secret, for the one answer of the request that creates it. */
export function foundedTeamToWire(founded: FoundedTeam): z.input<typeof foundedTeamSchema> {
  return {
    ...teamToWire(founded.team),
    owner: memberToWire(founded.owner),
    application_key: firstApplicationKeyToWire(founded.applicationKey),
  };
}
