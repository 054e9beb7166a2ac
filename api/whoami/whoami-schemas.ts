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
          description: 'Policy of the team for keys that are created from now on.',
        }),
      })
      .nullable(),
    team_role: z.enum(TEAM_ROLES).nullable(),
    key_id: z.string().nullable().openapi({
      description:
        'ID of the key, or of the federated identity, that authenticated the caller. `null` for a session.',
    }),
    session_id: id('session').nullable().openapi({
      description:
        'ID of the session of the console that authenticated the caller. `null` for a key.',
    }),
    role_ids: z.array(id('role')).openapi({
      description: 'Roles of the service account, sorted. Empty for other callers.',
    }),
    permissions: z.array(z.string()).openapi({ description: 'Sorted.' }),
    every_service_permission: z.boolean().openapi({
      description: "Whether the caller also has every permission of the platform's services.",
    }),
    restore: z
      .strictObject({
        announced_at: instant,
        backup_at: instant.nullable().openapi({
          description: 'When the backup was made. `null` if the operator did not say.',
        }),
      })
      .nullable()
      .openapi({
        description:
          'The last restore of this Keyplane from a backup, as announced by `keyplane ' +
          'restore --announce`. Everything that happened since the backup is lost.',
      }),
    server_version: z.string().openapi({
      description: 'The version of this server (SemVer).',
      example: '1.4.2',
    }),
  })
  .openapi('Whoami');

export function whoamiToWire({
  principal,
  team,
  roleIds,
  restore,
  serverVersion,
}: Self): z.input<typeof whoamiSchema> {
  const { credential } = principal;
  return {
    kind: principal.kind,
    id: principal.id,
    name: principal.name,
    team: team && { id: team.id, name: team.name, policy: policySnapshot(team) },
    team_role: principal.kind === 'member' ? principal.teamRole : null,
    key_id: credential.kind === 'session' ? null : credential.id,
    session_id: credential.kind === 'session' ? credential.id : null,
    role_ids: [...roleIds].sort(),
    permissions: [...principal.grant.permissions].sort(),
    every_service_permission: principal.grant.everyServicePermission,
    restore: restore && {
      announced_at: restore.announcedAt.toISOString(),
      backup_at: restore.backupAt?.toISOString() ?? null,
    },
    server_version: serverVersion,
  };
}
