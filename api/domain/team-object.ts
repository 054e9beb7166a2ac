/** What every object of a team has, whatever its kind. */
export interface TeamObject {
  readonly id: string;
  /** `null` if it was never stored, as for a member. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

/** What each slice tells other slices about its own objects. */
export interface TeamObjects {
  /**
   * The given objects that exist in the team. An object that was deleted or revoked does not exist,
   * and neither does a member who has left. A key that has expired exists. They are locked in order
   * of ID, so that none of them ends before the unit of work does.
   */
  lockExisting(teamId: string, ids: readonly string[]): Promise<readonly TeamObject[]>;
}
