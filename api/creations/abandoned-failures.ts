import { Failure } from '../domain/failure';
import { type CreatedKind, nounOf } from '../domain/kinds';
import { shownTime } from '../domain/shown-time';
import type { Presentation } from './abandonment';
import type { KnownCreation } from './creation-store';

/** An abandoned creation that a state may hold. */
export function abandonedCreation(
  { kind, resourceId, createdAt }: KnownCreation,
  { recorded, seenSince }: Presentation,
  unseenIds: readonly string[],
): Failure {
  const unseen = recorded - seenSince;
  const missing =
    unseen === 0
      ? "none of the stack's objects that existed then"
      : `only ${seenSince} of the stack's ${recorded} recorded objects, and not ${listed(unseenIds, unseen)}`;
  return new Failure(
    'abandoned_creation',
    `Another ${nounOf(kind)} with the same settings, ${resourceId}, was created at ` +
      `${shownTime(createdAt)} by a run ` +
      'of this stack that was cut off. It was not replaced, because a state may hold it: since ' +
      `then, Terraform has named ${missing}. Run a plan of the whole configuration without ` +
      '-target and apply again. Terraform never names an object that no state holds, so import ' +
      `or delete such objects. Or import ${resourceId}, or delete it if nobody needs it.`,
    { resourceId },
  );
}

function listed(ids: readonly string[], count: number): string {
  const others = count - ids.length;
  return others > 0 ? `${ids.join(', ')} and ${others} more` : ids.join(', ');
}

/** An abandoned creation that somebody else has changed, or that something else depends on. */
export function abandonedButInUse(kind: CreatedKind, resourceId: string): Failure {
  return new Failure(
    'abandoned_creation',
    `Another ${nounOf(kind)} with the same settings, ${resourceId}, was created by a run of this ` +
      'stack that was cut off. ' +
      'Since then it has been changed, or something else depends on it, so it was not replaced. ' +
      `Import ${resourceId}, or delete it if nobody needs it.`,
    { resourceId },
  );
}
