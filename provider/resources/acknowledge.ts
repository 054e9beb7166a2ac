import type { KeyplaneClient } from '../client';
import { DiagnosticError, privateKey, type ResourceContext } from '../framework';

type Context = ResourceContext<KeyplaneClient>;

const team = privateKey('team', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

/** Keyplane takes for no orphan what is older than a day, by its own clock: twice that is certain. */
const CONFIRMED_BY_AGE_MS = 48 * 3_600_000;

/** What a state may hold that Keyplane does not know of yet. */
export interface Created {
  readonly id: string;
  readonly created_at?: string | null;
}

/** The secret that a state holds. */
export interface HeldSecret {
  readonly version: number;
  readonly createdAt: string | null;
}

/**
 * Tells Keyplane that the state knows this resource, and this version of its secret, so that no
 * later run takes it for the orphan of an interrupted apply. Only what comes after an apply can:
 * until then the state may yet be lost.
 */
export async function acknowledge(
  created: Created,
  context: Context,
  secret?: HeldSecret,
): Promise<void> {
  await rememberTeam(context);
  confirm(created, context, secret);
}

/** Also for a plan that no read went before (`-refresh=false`); amid an apply its plan has done so. */
export function confirm(
  { id, created_at: createdAt = null }: Created,
  { client }: Context,
  secret?: HeldSecret,
): void {
  const oldest = client.now().getTime() - CONFIRMED_BY_AGE_MS;
  const isOld = (at: string | null) => at !== null && Date.parse(at) < oldest;
  if (client.hasWritten() || isOld(secret === undefined ? createdAt : secret.createdAt)) return;
  // The version confirms its key as well.
  if (secret === undefined) client.confirmations.confirm(id);
  else client.confirmations.confirmSecret(secret.version);
}

export async function rememberTeam({ client, signal, privateState }: Context): Promise<void> {
  if (privateState.get(team) !== undefined) return;
  const teamId = await client.teamId({ signal });
  if (teamId !== null) privateState.set(team, teamId);
}

/** The team that the state was made by; undefined in a state without private data. */
export const teamOf = ({ privateState }: Pick<Context, 'privateState'>) => privateState.get(team);

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
      'see it. Use credentials of its team. Terraform keeps it in the state.',
  });
}
