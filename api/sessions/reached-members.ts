import type { TeamRole } from '../domain/permission';
import type { SessionSubject } from './session';

/** An active member of a team that is not suspended. */
export interface ReachedMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly teamRole: TeamRole;
  readonly team: { readonly id: string; readonly name: string };
}

/** The members that a session acts as, one of each team. */
export interface ReachedMembers {
  /** In order of ID, as they are now. */
  of(subject: SessionSubject): Promise<readonly ReachedMember[]>;
}
