/** What depends on roles, as far as the service accounts know. */
export interface RoleUsage {
  /** Service accounts with a role, by role. Roles that no account has are absent. */
  accountCounts(roleIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Active keys of the service accounts with the role. */
  activeKeyCount(roleId: string): Promise<number>;
}
