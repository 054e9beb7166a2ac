/** A named set of permissions, for service accounts. */
export interface Role {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly description: string | null;
  /** Sorted and without duplicates. */
  readonly permissions: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
}

/** A role as the audit trail stores it. The wire format starts with the same fields. */
export function roleSnapshot({ id, name, description, permissions }: Role) {
  return { id, name, description, permissions: [...permissions] };
}

/**
 * A role's permissions are a set. They are stored sorted and without duplicates, in whatever order
 * they were given.
 */
export function permissionSet(permissions: readonly string[]): string[] {
  return [...new Set(permissions)].sort();
}
