import { defineDataSource } from '../definitions/define';
import { bool, DiagnosticError, set, string } from '../terraform-plugin';

export const teamPolicyDataSource = defineDataSource({
  name: 'keyplane_team_policy',
  description:
    "The policy that applies to new keys of the provider's own team, whether a configuration declares " +
    'it or somebody set it elsewhere. Reading it needs no permission.',
  schema: {
    id: string.computed({ description: 'The ID of the team.' }),
    max_key_lifetime: string.computed({
      description: 'Maximum lifetime of a key, such as `90d`. Null if there is no limit.',
      nullable: true,
    }),
    require_expiry: bool.computed({ description: 'Whether every key must expire.' }),
    allowed_secret_deliveries: set(string).computed({
      description:
        'How a secret may reach its owner: `plain`, `claim`, `encrypted` or `public_key`. Null if ' +
        'every way is allowed.',
      nullable: true,
    }),
  },
  async read(_config, { client, signal }) {
    const { name, team } = await client.whoami({ signal });
    if (team === null) {
      throw new DiagnosticError({
        summary: `${name} has no team policy`,
        detail:
          "The provider's credentials belong to the operator, who is in no team. Use credentials of the " +
          'team whose policy you want to read.',
      });
    }
    const { max_key_lifetime, require_expiry, allowed_secret_deliveries } = team.policy;
    return { id: team.id, max_key_lifetime, require_expiry, allowed_secret_deliveries };
  },
});
