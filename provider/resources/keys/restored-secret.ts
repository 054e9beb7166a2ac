import type { Key, KeyplaneClient, Whoami } from '../../client';
import { type ResourceContext, shownTime } from '../../terraform-plugin';

type Context = ResourceContext<KeyplaneClient>;

/**
 * Versions of secrets are never repeated and only grow. So if a state knows a later version than
 * Keyplane, a backup has replaced Keyplane's database since.
 */
export interface RestoredSecret {
  /** The newest version that the state knows. Its secret no longer works. */
  readonly known: number;
  /** The version that Keyplane has. */
  readonly present: number;
}

/** Undefined if Keyplane has the version that the state knows, or a later one. */
export function restoredSecret(
  key: Pick<Key, 'secret_version'>,
  knownVersions: readonly (number | null | undefined)[],
): RestoredSecret | undefined {
  const known = Math.max(0, ...knownVersions.map((version) => version ?? 0));
  const present = key.secret_version;
  return known > present ? { known, present } : undefined;
}

export async function warnOfRestoredSecret(
  label: string,
  { known, present }: RestoredSecret,
  key: Pick<Key, 'public_jwk'>,
  context: Context,
): Promise<void> {
  await warnOfRestore(context, { isCertain: true });
  const isSecret = key.public_jwk === null;
  const credential = isSecret ? 'secret' : 'public key';
  const next = isSecret
    ? 'The plan rotates the key, so that it has a working secret again, with a later version.'
    : 'If the configuration has a different public key, the plan sets it again.';
  context.diagnostics.warning({
    summary:
      `${label}: the state has ${credential} version ${known}, but Keyplane knows only version ` +
      `${present}`,
    detail:
      `The key was rotated after the backup that Keyplane was restored from. Keyplane has forgotten ` +
      `version ${known}, which no longer works. Version ${present} works again. ${next}`,
  });
}

const warned = new WeakSet<KeyplaneClient>();

/**
 * Reported once in each run. The provider asks whether Keyplane was restored only if something is
 * missing, so a refresh of many keys costs no further call.
 */
export async function warnOfRestore(
  { client, signal, diagnostics }: Pick<Context, 'client' | 'signal' | 'diagnostics'>,
  { isCertain }: { readonly isCertain: boolean },
): Promise<void> {
  if (warned.has(client)) return;
  const restore = await announcedRestore(client, signal);
  if (restore === null && !isCertain) return;
  if (warned.has(client)) return;
  warned.add(client);
  diagnostics.warning(restore === null ? NOT_ANNOUNCED : describeRestore(restore));
}

type Announced = NonNullable<Whoami['restore']>;

/** An older Keyplane does not announce restores. A failed call is reported elsewhere. */
async function announcedRestore(
  client: KeyplaneClient,
  signal: AbortSignal,
): Promise<Announced | null> {
  try {
    const { restore } = (await client.self({ signal })) as Partial<Whoami>;
    return restore ?? null;
  } catch {
    return null;
  }
}

const CONSEQUENCES =
  'Keyplane has forgotten what happened since the backup. Keys that were created since are ' +
  'gone, keys that were rotated since have their older secret, and keys that were revoked ' +
  'since are valid again: revoke those keys again.';

function describeRestore({ announced_at, backup_at }: Announced) {
  const from = backup_at === null ? 'a backup' : `a backup of ${shownTime(backup_at)}`;
  return {
    summary: `This Keyplane was restored from ${from}`,
    detail: `The restore was announced at ${shownTime(announced_at)}. ${CONSEQUENCES}`,
  };
}

const NOT_ANNOUNCED = {
  summary: 'This Keyplane seems to have been restored from a backup',
  detail:
    'A Terraform state has a later version of a secret than Keyplane has, although Keyplane only ' +
    'ever increases the version. If Keyplane was restored, its operator can announce the restore ' +
    'with `keyplane restore --announce --backup-time <time>`. ' +
    CONSEQUENCES,
};
