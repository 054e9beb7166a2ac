/** What depends on roles, as the service accounts know it. */
export interface RoleUsage {
  /** Service accounts that hold a role, by role; roles that none holds are absent. */
  accountCounts(roleIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Active keys of the service accounts that hold the role. */
  activeKeyCount(roleId: string): Promise<number>;
}
