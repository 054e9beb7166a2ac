import { defineDataSource } from '../definitions/define';
import { bool, set, string } from '../terraform-plugin';

export const whoamiDataSource = defineDataSource({
  name: 'keyplane_whoami',
  description: "Who the provider's credentials belong to, and what they may do.",
  schema: {
    id: string.computed({ description: 'The ID of the member, service account or operator.' }),
    kind: string.computed({ description: '`member`, `service_account` or `operator`.' }),
    name: string.computed({ description: 'The name, for people.' }),
    team_id: string.computed({
      description: 'The ID of the team. Null for the operator.',
      nullable: true,
    }),
    team_name: string.computed({
      description: 'The name of the team. Null for the operator.',
      nullable: true,
    }),
    team_role: string.computed({
      description: "A member's role in the team: `owner`, `admin` or `user`; else null.",
      nullable: true,
    }),
    key_id: string.computed({ description: 'The ID of the key that the provider uses.' }),
    permissions: set(string).computed({ description: 'What the credentials may do.' }),
    every_service_permission: bool.computed({
      description: "Whether every permission of the platform's services is held too.",
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
      key_id,
      permissions,
      every_service_permission,
      team_id: team?.id ?? null,
      team_name: team?.name ?? null,
    };
  },
});
