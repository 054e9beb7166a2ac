import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { ExpiringKey, ExpiringKeys } from '../keys/expiring-keys';
import type { Composer } from '../mail/mail';
import type { Outbox } from '../mail/outbox';
import type { MemberContact, MemberDirectory } from '../members/member-directory';
import type { Notification } from '../notifications/notification';
import {
  audienceOf,
  ownerLabel,
  type AlertAudience,
  type OwnerNames,
  type Subscriptions,
} from './alert-audience';
import { alertWindow, isTold, keyAlert, occasionOf, type KeyAlert } from './key-alert';

/**
 * Sends notifications. If several replicas try to tell a member the same thing, a unique row
 * decides which one does.
 */
export interface ToldOnce {
  insertOnce(notification: Notification): Promise<boolean>;
  toldOf(occasion: string, memberIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface KeyAlerts {
  /**
   * Tells the members about every key that expires, if they have not been told yet. Repeating it tells nobody
   * twice.
   */
  runOnce(): Promise<void>;
  /**
   * Composes the mail with the facts at the time of sending. Undefined if the member must no longer get it.
   */
  readonly compose: Composer;
}

export interface KeyAlertDependencies {
  readonly keys: ExpiringKeys;
  readonly told: ToldOnce;
  readonly outbox: Outbox;
  readonly subscriptions: Subscriptions;
  readonly members: MemberDirectory;
  readonly ownerNames: OwnerNames;
  readonly teamName: (teamId: string) => Promise<string>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly onError: (error: unknown) => void;
}

const PAGE_SIZE = 500;

export function createKeyAlerts(dependencies: KeyAlertDependencies): KeyAlerts {
  const { keys, told, outbox, ownerNames, teamName, unitOfWork, clock, ids } = dependencies;

  async function alertOf(key: ExpiringKey, now: Date): Promise<KeyAlert> {
    const [owner, team] = await Promise.all([ownerLabel(key, ownerNames), teamName(key.teamId)]);
    return keyAlert(key, { owner, team, now });
  }

  async function tell(key: ExpiringKey, now: Date): Promise<void> {
    const audience = await audienceOf(key, dependencies);
    const occasion = occasionOf(key, now);
    const memberIds = audience.members.map(({ id }) => id);
    const knowing = await told.toldOf(occasion, memberIds);
    const due = audience.members.filter(({ id }) => !knowing.has(id));
    if (due.length === 0) return;
    const alert = await alertOf(key, now);
    await unitOfWork.run(async () => {
      for (const member of due) {
        const notification = notificationOf({ key, member, alert, audience, occasion, now });
        if (!(await told.insertOnce(notification))) continue;
        const { id: memberId, teamId } = member;
        const thread = `key:${key.id}`;
        await outbox.post({ teamId, memberId, kind: 'key_alert', thread, keyId: key.id });
      }
    });
  }

  function notificationOf(facts: {
    readonly key: ExpiringKey;
    readonly member: MemberContact;
    readonly alert: KeyAlert;
    readonly audience: AlertAudience;
    readonly occasion: string;
    readonly now: Date;
  }): Notification {
    const { key, member, alert, audience, occasion, now } = facts;
    return {
      ...alert,
      id: ids.next('notification'),
      teamId: member.teamId,
      memberId: member.id,
      topic: audience.topic,
      keyId: key.id,
      occasion,
      createdAt: now,
      readAt: null,
    };
  }

  return {
    async runOnce() {
      const now = clock.now();
      const { from, to } = alertWindow(now);
      let after = '';
      for (;;) {
        const page = await keys.between(from, to, { size: PAGE_SIZE, after });
        for (const key of page) {
          if (isTold(key, now)) await tell(key, now).catch(dependencies.onError);
        }
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE_SIZE) return;
        after = last.id;
      }
    },

    async compose({ memberId, keyId }) {
      const key = keyId === null ? undefined : await keys.find(keyId);
      if (key === undefined || key.revokedAt !== null) return;
      const { members, topic } = await audienceOf(key, dependencies);
      const member = members.find(({ id }) => id === memberId);
      if (member === undefined) return;
      const { subject, text } = await alertOf(key, clock.now());
      const reason =
        topic === null
          ? 'You get this mail because you own the key.'
          : 'You get this mail because a group that you belong to receives the alerts about ' +
            'service account keys and shared tokens.';
      return {
        to: { name: member.name, address: member.email },
        subject,
        text: [`Hello ${member.name},`, text, reason].join('\n\n'),
      };
    },
  };
}
