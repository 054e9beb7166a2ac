import type { AlertTopic } from '../groups/group';
import type { ExpiringKey } from '../keys/expiring-keys';
import type { Key, KeyOwnerKind } from '../keys/key';
import type { MemberContact, MemberDirectory } from '../members/member-directory';

export const KEY_TOPIC: AlertTopic = 'account_alerts';

/** The members of a team who have subscribed to a topic, through their groups. */
export interface Subscriptions {
  subscriberIds(teamId: string, topic: AlertTopic): Promise<readonly string[]>;
}

/**
 * The name of a key's owner, by the kind of owner. If a kind has no entry, the ID is the name.
 * @returns `undefined` if the owner no longer exists
 */
export type OwnerNames = Readonly<
  Partial<Record<KeyOwnerKind, (teamId: string, ownerId: string) => Promise<string | undefined>>>
>;

export interface AlertAudience {
  /** The members in order of ID. */
  readonly members: readonly MemberContact[];
  /** The topic of the subscription that caused the alert; `null` if the key belongs to the member. */
  readonly topic: AlertTopic | null;
}

/**
 * An alert about a member's own key goes to that member. Any other alert goes to the subscribers, and to
 * nobody else.
 */
export async function audienceOf(
  key: Pick<ExpiringKey, 'teamId' | 'ownerKind' | 'ownerId'>,
  ports: { readonly subscriptions: Subscriptions; readonly members: MemberDirectory },
): Promise<AlertAudience> {
  const { teamId, ownerKind, ownerId } = key;
  const topic = ownerKind === 'member' ? null : KEY_TOPIC;
  const ids = topic === null ? [ownerId] : await ports.subscriptions.subscriberIds(teamId, topic);
  const found = await ports.members.among(teamId, ids);
  return { members: found.filter(({ status }) => status === 'active'), topic };
}

export async function ownerLabel(
  { teamId, ownerKind, ownerId }: Pick<Key, 'ownerKind' | 'ownerId'> & { teamId: string },
  names: OwnerNames,
): Promise<string> {
  return `"${(await names[ownerKind]?.(teamId, ownerId)) ?? ownerId}"`;
}
