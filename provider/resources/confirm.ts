import type { KeyplaneClient } from '../client';
import { privateKey, type ResourceContext } from '../framework';

const confirmed = privateKey('confirmed', { parse: (json) => json === true || undefined });

/**
 * Tells Keyplane that the state knows this resource, so that no later run takes it for the orphan
 * of an interrupted apply. Only a read can: after a create the state may yet be lost.
 */
export async function confirmOnce(
  id: string,
  { client, privateState }: ResourceContext<KeyplaneClient>,
): Promise<void> {
  if (privateState.get(confirmed) === true) return;
  if (await client.confirmations.confirm(id)) privateState.set(confirmed, true);
}
