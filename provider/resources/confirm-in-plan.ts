import type { KeyplaneClient } from '../client';
import type { ResourceContext } from '../framework';
import { confirm } from './acknowledge';

/**
 * A plan without a refresh (`-refresh=false`) tells Keyplane as well what the state knows: else the
 * apply that makes another of the same name would take it for what an interrupted one left.
 */
export async function confirmInPlan({
  priorState,
  context,
}: {
  readonly priorState: { readonly id: string } | null;
  readonly context: ResourceContext<KeyplaneClient>;
}): Promise<void> {
  if (priorState !== null && context.hasClient) await confirm(priorState.id, context);
}
