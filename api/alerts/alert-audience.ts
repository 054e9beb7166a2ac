import type { AlertTopic } from '../groups/group';
import type { ExpiringKey } from '../keys/expiring-keys';
import type { Key, KeyOwnerKind } from '../keys/key';
import type { MemberContact, MemberDirectory } from '../members/member-directory';

export const KEY_TOPIC: AlertTopic = 'account_alerts';

/** Who of a team's members has subscribed to a topic, by their groups. */
export interface Subscriptions {
  subscriberIds(teamId: string, topic: AlertTopic): Promise<readonly string[]>;
}

/**
 * What a key's owner is called, by the kind of owner; a kind without an entry is called by its ID.
 * @returns `undefined` where the owner is gone
 */
export type OwnerNames = Readonly<
  Partial<Record<KeyOwnerKind, (teamId: string, ownerId: string) => Promise<string | undefined>>>
>;

export interface AlertAudience {
  /** In order of ID. */
  readonly members: readonly MemberContact[];
  /** The subscription that it comes of; `null`: the key is the member's own. */
  readonly topic: AlertTopic | null;
}

/** A member's own key concerns that member; any other those who have subscribed, and nobody else. */
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
