import type { KeyplaneClient } from '../client';
import { DiagnosticError, privateKey, type ResourceContext } from '../framework';

type Context = ResourceContext<KeyplaneClient>;

/** The version of the secret that was confirmed; `true` for what has none. */
const confirmed = privateKey('confirmed', {
  parse: (json) => (json === true || typeof json === 'number' ? json : undefined),
});
const team = privateKey('team', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

/**
 * Tells Keyplane that the state knows this resource, and this version of its secret, so that no
 * later run takes it for the orphan of an interrupted apply. Only what comes after an apply can:
 * until then the state may yet be lost.
 */
export async function acknowledge(
  id: string,
  context: Context,
  secretVersion: number | null = null,
): Promise<void> {
  await rememberTeam(context);
  await confirm(id, context, secretVersion);
}

/** For a plan that no read went before (`-refresh=false`). It costs no plan its success. */
export async function confirm(
  id: string,
  { client, privateState }: Context,
  secretVersion: number | null = null,
): Promise<void> {
  const before = privateState.get(confirmed);
  const isDone = secretVersion === null ? before !== undefined : before === secretVersion;
  if (isDone) return;
  // The version confirms its key as well.
  const took =
    secretVersion === null
      ? await client.confirmations.confirm(id)
      : await client.confirmations.confirmSecret(secretVersion);
  if (took) privateState.set(confirmed, secretVersion ?? true);
}

export async function rememberTeam({ client, signal, privateState }: Context): Promise<void> {
  if (privateState.get(team) !== undefined) return;
  const teamId = await client.teamId({ signal });
  if (teamId !== null) privateState.set(team, teamId);
}

/**
 * What another team has looks gone, and is not.
 * @throws DiagnosticError where the credentials belong to another team than the resource
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
    summary: `${label} belongs to another team than the provider's credentials`,
    detail:
      `${state.id} was created by ${state.created_by ?? 'somebody'} in the team ${expected}; the ` +
      `credentials belong to ${actual === null ? 'no team' : `the team ${actual}`}, which cannot ` +
      'see it. Use credentials of its team; nothing is planned for it meanwhile.',
  });
}
