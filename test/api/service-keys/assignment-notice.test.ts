import { assignmentNotices } from '../../../api/service-keys/assignment-notice';

describe('what an unassigned member is told of their personal tokens', () => {
  const key = { teamId: 'team_1', id: 'svk_1', name: 'chat' };
  const told = (revoked: ReadonlyMap<string, number>) =>
    assignmentNotices(key, { assigned: [], unassigned: ['mem_1'] }, revoked)[0]?.text;

  it.each([
    [undefined, 'You had none, so nothing was revoked.'],
    [0, 'You had none, so nothing was revoked.'],
    [1, 'Your personal token of the service key "chat" (svk_1) has been revoked.'],
    [2, 'Your 2 personal tokens of the service key "chat" (svk_1) have been revoked.'],
  ])('names how many were revoked: %s', (count, text) => {
    expect(told(new Map(count === undefined ? [] : [['mem_1', count]]))).toContain(text);
  });
});
