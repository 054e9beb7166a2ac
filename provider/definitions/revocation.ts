import { shownTime } from '../terraform-plugin';

export interface Revocation {
  readonly revoked_at: string;
  readonly revoked_by: string;
  readonly reason: string;
}

/** The reason that Keyplane records if nobody gave one. */
const KEYPLANE_REASONS: Readonly<Record<string, string>> = {
  '': '',
  revoked: '',
  service_account_deleted: ' by deleting its service account',
  unassigned: ' by unassigning its member from the service key',
  abandoned_creation_replaced:
    ': the run that created it was cut off, no state held it, and a later run of the same ' +
    'stack created the same object again',
};

/** Who revoked it, when and why, without a full stop. */
export function describeRevocation(id: string, revocation: Revocation): string {
  const { revoked_at, revoked_by, reason } = revocation;
  const why = KEYPLANE_REASONS[reason] ?? `, saying: ${reason}`;
  return `${revoked_by} revoked ${id} at ${shownTime(revoked_at)}${why}`;
}
