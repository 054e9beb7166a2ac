import { ApiError, type ApplicationKey, type KeyplaneClient } from '../../client';
import type { DiagnosticText, ResourceContext } from '../../terraform-plugin';

/** The keys that a plan ends or disables, by client. */
const ending = new WeakMap<KeyplaneClient, Set<string>>();

/** Whether none of these keys works once those in `ends` are gone. */
export function isLastWorkingKey(
  id: string,
  keys: readonly Pick<ApplicationKey, 'id' | 'state'>[],
  ends: ReadonlySet<string>,
): boolean {
  const working = keys.filter(({ state }) => state === 'active').map((key) => key.id);
  return working.includes(id) && working.every((key) => key === id || ends.has(key));
}

/**
 * Warns or fails before a plan removes the last working key of a member, who could not create
 * another one.
 */
export async function warnOfLastKey(
  id: string,
  label: string,
  context: ResourceContext<KeyplaneClient>,
): Promise<void> {
  if (!context.hasClient) return;
  const { client, signal, diagnostics } = context;
  const ends = (ending.get(client) ?? new Set<string>()).add(id);
  ending.set(client, ends);
  try {
    const keys = await client.applicationKeys.list({ state: 'active' }, { signal });
    if (isLastWorkingKey(id, keys, ends)) diagnostics.warning(lastKey(label));
  } catch (error) {
    // Without the permission to list keys, or without Keyplane, the destroy itself reports it.
    if (!(error instanceof ApiError)) throw error;
  }
}

function lastKey(label: string): DiagnosticText {
  return {
    summary: `${label} is the last working application key of its member`,
    detail:
      'Without one, the member can do nothing in Keyplane, and cannot create another key. ' +
      'Create another key first. Otherwise, only an owner of the team can let the member in ' +
      'again, with POST /v1/members/{member_id}/invitation. If the member is the only owner, ' +
      'only the operator can, with `keyplane recover`.',
  };
}
