import { defineDataSource } from '../definitions/define';
import type { Whoami } from '../client';
import { bool, set, string } from '../terraform-plugin';

export const whoamiDataSource = defineDataSource({
  name: 'keyplane_whoami',
  description:
    "The member, service account or operator that the provider's credentials belong to, and " +
    'their permissions.',
  schema: {
    id: string.computed({ description: 'The ID of the member, service account or operator.' }),
    kind: string.computed({
      description:
        'The kind of holder of the credentials: `member`, `service_account` or `operator`.',
    }),
    name: string.computed({ description: 'The name of the member, service account or operator.' }),
    team_id: string.computed({
      description: 'The ID of the team. Null for the operator.',
      nullable: true,
    }),
    team_name: string.computed({
      description: 'The name of the team. Null for the operator.',
      nullable: true,
    }),
    team_role: string.computed({
      description:
        'The role of the member in the team: `owner`, `admin` or `user`. Null for a service ' +
        'account or the operator.',
      nullable: true,
    }),
    key_id: string.computed({ description: 'The ID of the key that the provider uses.' }),
    permissions: set(string).computed({ description: 'The permissions of the credentials.' }),
    every_service_permission: bool.computed({
      description: "Whether the credentials also have every permission of the platform's services.",
    }),
    server_version: string.computed({
      description: 'The version of Keyplane. Null for a server that does not report it.',
      nullable: true,
    }),
  },
  async read(_config, { client, signal }) {
    const { team, ...me } = await client.whoami({ signal });
    const { id, kind, name, team_role, key_id, permissions, every_service_permission } = me;
    return {
      id,
      kind,
      name,
      team_role,
      // Only the console has sessions, so the provider always has a key.
      key_id: key_id ?? '',
      permissions,
      every_service_permission,
      team_id: team?.id ?? null,
      team_name: team?.name ?? null,
      // Servers before 0.1.0 report no version.
      server_version: (me as Partial<Whoami>).server_version ?? null,
    };
  },
});
