import { AuditLineError, lostEndings } from '../../../api/restores/lost-revocations';

const SINCE = new Date('2026-11-28T02:00:00Z');

function event(
  minute: number,
  action: string,
  id: string | null,
  state?: string,
  outcome = 'success',
) {
  const at = new Date(SINCE.getTime() + minute * 60_000).toISOString();
  const kind = action.slice(0, action.indexOf('.'));
  const after = state === undefined ? null : { state };
  return JSON.stringify({
    at,
    action,
    outcome,
    target: { kind, id },
    after,
    actor: { kind: 'member' },
  });
}

const idsOf = (lines: readonly string[]) => {
  const { revokedKeys, disabledKeys, deletedObjects } = lostEndings(lines.join('\n'), SINCE);
  return [revokedKeys, disabledKeys, deletedObjects].map((endings) => endings.map(({ id }) => id));
};

test('finds what was revoked, disabled or deleted after the backup', () => {
  const lines = [
    event(3, 'role.deleted', 'role_1'),
    event(4, 'member.left', 'mem_1'),
    event(5, 'access_token.revoked', 'a-token-of-ten-minutes'),
    event(1, 'application_key.revoked', 'apk_1', 'revoked'),
    event(2, 'service_account_key.updated', 'sak_1', 'disabled'),
  ];
  expect(idsOf(lines)).toEqual([['apk_1'], ['sak_1'], ['role_1', 'mem_1']]);
});

test('reads answers of the API, one on each line', () => {
  const answer = (...events: string[]) => `{"items": [${events.join()}], "next_page_token": null}`;
  const lines = [
    answer(event(1, 'application_key.revoked', 'apk_1', 'revoked')),
    answer(
      event(2, 'application_key.revoked', 'apk_2', 'revoked'),
      event(3, 'role.deleted', 'role_1'),
    ),
  ];
  expect(idsOf(lines)).toEqual([['apk_1', 'apk_2'], [], ['role_1']]);
  expect(() => idsOf([answer('{"at": 1}')])).toThrow('Line 1 is JSON, but not an audit event.');
});

test('ignores what was before the backup, what was refused, and what was undone', () => {
  const lines = [
    event(0, 'application_key.revoked', 'apk_at_the_backup', 'revoked'),
    event(-5, 'application_key.revoked', 'apk_before', 'revoked'),
    event(1, 'application_key.revoked', 'apk_refused', undefined, 'permission_denied'),
    event(4, 'application_key.updated', 'apk_enabled', 'active'),
    event(2, 'application_key.updated', 'apk_enabled', 'disabled'),
    event(5, 'application_key.created', 'apk_new', 'active'),
    '',
  ];
  expect(idsOf(lines)).toEqual([[], [], []]);
});

test('counts a key that was disabled and then revoked once', () => {
  const lines = [
    event(1, 'application_key.updated', 'apk_1', 'disabled'),
    event(2, 'application_key.revoked', 'apk_1', 'revoked'),
  ];
  expect(idsOf(lines)).toEqual([['apk_1'], [], []]);
});

test.each([
  ['{"at": ', 'Line 2 is not JSON.'],
  ['{"at": "yesterday"}', 'Line 2 is JSON, but not an audit event.'],
])('names the line that is not an event: %s', (line, says) => {
  const text = [event(1, 'role.deleted', 'role_1'), line].join('\n');
  expect(() => lostEndings(text, SINCE)).toThrow(AuditLineError);
  expect(() => lostEndings(text, SINCE)).toThrow(says);
});
