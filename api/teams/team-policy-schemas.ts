import { LABEL } from '../lib/label';
import { id, instant, period, z } from '../http/wire';
import { policySnapshot } from './team';
import type { DeclaredTeam } from './team-policy-service';
import { allowedSecretDeliveries, teamPolicyShape } from './team-schemas';

export const teamPolicyParamsSchema = z.strictObject({ team_id: id('team') });

const description = {
  maxKeyLifetime: 'Maximum lifetime of keys that are created from now on. `null`: no limit.',
  requireExpiry: 'Whether every key that is created from now on must expire.',
  allowedSecretDeliveries:
    'Allowed ways to deliver secrets that are created from now on. `null`: every way.',
};

export const createTeamPolicySchema = z
  .strictObject({
    max_key_lifetime: period
      .nullable()
      .default(null)
      .openapi({ description: description.maxKeyLifetime }),
    require_expiry: z.boolean().default(false).openapi({ description: description.requireExpiry }),
    allowed_secret_deliveries: allowedSecretDeliveries
      .nullable()
      .default(null)
      .openapi({ description: description.allowedSecretDeliveries }),
  })
  .openapi('CreateTeamPolicyRequest', {
    example: { max_key_lifetime: '90d', require_expiry: true },
  });

const stack = z
  .string()
  .regex(LABEL, 'A stack must have 1 to 200 printable ASCII characters.')
  .max(200);

export const updateTeamPolicySchema = z
  .strictObject({
    max_key_lifetime: period.nullable().optional(),
    require_expiry: z.boolean().optional(),
    allowed_secret_deliveries: allowedSecretDeliveries.nullable().optional(),
    take_over_from: stack
      .nullable()
      .optional()
      .openapi({
        description:
          'The stack that manages the policy now. The stack of this request manages it ' +
          'from then on, and later changes by the other stack are refused. Omit this if ' +
          'the stack does not change.',
      }),
  })
  .openapi('UpdateTeamPolicyRequest', { example: { max_key_lifetime: '60d' } });

export const teamPolicySchema = z
  .strictObject({
    id: id('team').openapi({ description: 'The ID of the team.' }),
    ...teamPolicyShape,
    stack: z.string().nullable().openapi({
      description:
        'The Terraform stack that manages the policy. `null` if it was declared without a stack.',
    }),
    created_at: instant.openapi({ description: 'When the policy was declared.' }),
    created_by: z.string().openapi({ description: 'ID of the caller that declared the policy.' }),
  })
  .openapi('TeamPolicy');

export const teamPolicyListSchema = z
  .strictObject({ items: z.array(teamPolicySchema) })
  .openapi('TeamPolicyList');

export function teamPolicyToWire(team: DeclaredTeam): z.input<typeof teamPolicySchema> {
  const { stack: managedBy, declaredAt, declaredBy } = team.policyDeclaration;
  return {
    id: team.id,
    ...policySnapshot(team),
    stack: managedBy,
    created_at: declaredAt.toISOString(),
    created_by: declaredBy,
  };
}
