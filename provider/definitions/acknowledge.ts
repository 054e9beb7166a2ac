import type { KeyplaneClient } from '../client';
import { DiagnosticError, privateKey, type ResourceContext } from '../terraform-plugin';

type Context = ResourceContext<KeyplaneClient>;

const team = privateKey('team', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

export async function rememberTeam({ client, signal, privateState }: Context): Promise<void> {
  if (privateState.get(team) !== undefined) return;
  const teamId = await client.teamId({ signal });
  if (teamId !== null) privateState.set(team, teamId);
}

/** The team that created the state. Undefined in a state without private data. */
export const teamOf = ({ privateState }: Pick<Context, 'privateState'>) => privateState.get(team);

/**
 * An object of another team looks as if it were gone, but it is not.
 * @throws DiagnosticError if the credentials belong to a different team than the resource
 */
export async function requireSameTeam(
  label: string,
  state: { readonly id: string; readonly created_by: string | null },
  { client, signal, privateState }: Context,
): Promise<void> {
  const expected = privateState.get(team);
  const actual = await client.teamId({ signal });
  if (expected === undefined || expected === actual) return;
  throw new DiagnosticError({
    summary: `${label} belongs to a different team than the provider's credentials`,
    detail:
      `${state.id} was created by ${state.created_by ?? 'somebody'} in the team ${expected}. ` +
      "The provider's credentials belong to " +
      `${actual === null ? 'no team' : `the team ${actual}`} and cannot see it. Use ` +
      `credentials of the team ${expected}. Terraform keeps the object in the state.`,
  });
}
