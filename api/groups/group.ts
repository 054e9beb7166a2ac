/** What members can be told of. */
export const ALERT_TOPICS = ['account_alerts'] as const;

export type AlertTopic = (typeof ALERT_TOPICS)[number];

export const MAX_GROUP_MEMBERS = 1000;

/** Members gathered, with the alert topics that they are told of. */
export interface Group {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly description: string | null;
  /** Sorted, each once. */
  readonly memberIds: readonly string[];
  /** Sorted, each once. */
  readonly topics: readonly AlertTopic[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly version: number;
}

/** A group as the audit trail keeps it, and as the wire begins. */
export function groupSnapshot({ id, name, description, memberIds, topics }: Group) {
  return { id, name, description, member_ids: [...memberIds], topics: [...topics] };
}

/** Sorted, each once: members and topics are sets, whatever the order they were given in. */
export function sortedSet<T extends string>(items: readonly T[]): T[] {
  return [...new Set(items)].sort();
}
