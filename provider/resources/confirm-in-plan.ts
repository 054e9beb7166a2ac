import type { KeyplaneClient } from '../client';
import type { ResourceContext } from '../framework';
import { confirm, type Created } from './acknowledge';

/**
 * A plan without a refresh (`-refresh=false`) tells Keyplane as well what the state knows: else the
 * apply that makes another of the same name would take it for what an interrupted one left.
 */
export function confirmInPlan({
  priorState,
  context,
}: {
  readonly priorState: Created | null;
  readonly context: ResourceContext<KeyplaneClient>;
}): void {
  if (priorState !== null && context.hasClient) confirm(priorState, context);
}
