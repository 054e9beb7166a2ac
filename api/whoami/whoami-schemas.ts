import { TEAM_ROLES } from '../domain/permission';
import { id, instant, z } from '../http/wire';
import { policySnapshot } from '../teams/team';
import { teamPolicyShape } from '../teams/team-schemas';
import type { Self } from './whoami-service';

export const whoamiSchema = z
  .strictObject({
    kind: z.enum(['member', 'service_account', 'service_key', 'operator']),
    id: z.string(),
    name: z.string(),
    team: z
      .strictObject({
        id: id('team'),
        name: z.string(),
        policy: z.strictObject(teamPolicyShape).openapi({
          description: 'What the team demands of every key that is made from now on.',
        }),
      })
      .nullable(),
    team_role: z.enum(TEAM_ROLES).nullable(),
    key_id: z.string().openapi({
      description: 'The key, or the federated identity, that the caller is authenticated with.',
    }),
    role_ids: z.array(id('role')).openapi({
      description: 'The roles of a service account, sorted. Empty for everybody else.',
    }),
    permissions: z.array(z.string()).openapi({ description: 'Sorted.' }),
    every_service_permission: z
      .boolean()
      .openapi({ description: "Whether every permission of the platform's services is held too." }),
    restore: z
      .strictObject({
        announced_at: instant,
        backup_at: instant.nullable().openapi({
          description: 'When the backup was made; null if that was not said.',
        }),
      })
      .nullable()
      .openapi({
        description:
          'The last time that this Keyplane was restored from a backup, as `keyplane restore ' +
          '--announce` said. What happened since the backup is forgotten.',
      }),
  })
  .openapi('Whoami');

export function whoamiToWire({
  principal,
  team,
  roleIds,
  restore,
}: Self): z.input<typeof whoamiSchema> {
  return {
    kind: principal.kind,
    id: principal.id,
    name: principal.name,
    team: team && { id: team.id, name: team.name, policy: policySnapshot(team) },
    team_role: principal.kind === 'member' ? principal.teamRole : null,
    key_id: principal.keyId,
    role_ids: [...roleIds].sort(),
    permissions: [...principal.grant.permissions].sort(),
    every_service_permission: principal.grant.everyServicePermission,
    restore: restore && {
      announced_at: restore.announcedAt.toISOString(),
      backup_at: restore.backupAt?.toISOString() ?? null,
    },
  };
}
