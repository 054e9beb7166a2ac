import type { PlannedCreation } from '../../definitions/judge-in-dry-run';

/** Keys that are neither expired nor revoked. */
const MAX_LIVE_KEYS = 10;

/**
 * Keyplane judges each key by itself, but together they may be too many. That is an error if no
 * other change of the plan can make room. It is a warning if existing keys of the account take up
 * the room, because the plan may remove them.
 */
export function judgeKeyCount({
  body,
  unknown,
  verdict,
  isReplacement,
  context,
}: PlannedCreation): void {
  const { client, diagnostics } = context;
  const { plannedKeys } = client;
  const { service_account_id: accountId } = body as { readonly service_account_id?: string };
  const isUnknown = unknown.includes('/service_account_id');
  const count = plannedKeys.add(isUnknown ? undefined : accountId, { isReplacement });
  if (isUnknown) {
    const { accounts } = plannedKeys;
    if (accounts === 0 || count.all <= accounts * MAX_LIVE_KEYS) return;
    return diagnostics.error({
      summary: 'More keys than new service accounts can have',
      detail:
        `This plan creates at least ${count.all} keys for ${accounts} new service ` +
        `${accounts === 1 ? 'account' : 'accounts'}, but each account can have at most ` +
        `${MAX_LIVE_KEYS}. Remove some of the keys, or create more accounts for them. If some of ` +
        'these accounts exist already, first apply what their IDs depend on, for example with ' +
        '`-target`.',
      attribute: 'service_account_id',
    });
  }
  if (count.all > MAX_LIVE_KEYS) {
    return diagnostics.error({
      summary: 'More keys than the service account can have',
      detail:
        `This plan creates at least ${count.all} keys for ${accountId}, but an account can ` +
        `have at most ${MAX_LIVE_KEYS} that are neither expired nor revoked. Remove some of ` +
        'the planned keys.',
      attribute: 'service_account_id',
    });
  }
  const left = verdict?.slotsLeft;
  if (left === undefined || count.additional <= left + 1) return;
  diagnostics.warning({
    summary: `The service account ${accountId} may not have room for all planned keys`,
    detail:
      `This plan creates at least ${count.additional} keys for it, but it has room for ` +
      `${left + 1}. If the plan does not also remove keys of this account first, Keyplane ` +
      'refuses the last ones at apply.',
    attribute: 'service_account_id',
  });
}
