/** Topics that members can get alerts about. */
export const ALERT_TOPICS = ['account_alerts'] as const;

export type AlertTopic = (typeof ALERT_TOPICS)[number];

export const MAX_GROUP_MEMBERS = 1000;

/** Members, and the topics that they get alerts about. */
export interface Group {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly description: string | null;
  /** Sorted and without duplicates. */
  readonly memberIds: readonly string[];
  /** Sorted and without duplicates. */
  readonly topics: readonly AlertTopic[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
}

/** A group as the audit trail stores it. The wire format starts with the same fields. */
export function groupSnapshot({ id, name, description, memberIds, topics }: Group) {
  return { id, name, description, member_ids: [...memberIds], topics: [...topics] };
}

/** Sorted and without duplicates, because members and topics are sets. */
export function sortedSet<T extends string>(items: readonly T[]): T[] {
  return [...new Set(items)].sort();
}
