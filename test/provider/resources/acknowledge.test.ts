import { confirm } from '../../../provider/resources/acknowledge';

const NOW = new Date('2026-11-25T12:00:00.000Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();

function told(
  created: Parameters<typeof confirm>[0],
  secret?: Parameters<typeof confirm>[2],
  hasWritten = false,
): (string | number)[] {
  const confirmed: (string | number)[] = [];
  const client = {
    now: () => NOW,
    hasWritten: () => hasWritten,
    confirmations: {
      confirm: (id: string) => confirmed.push(id),
      confirmSecret: (version: number) => confirmed.push(version),
    },
  };
  confirm(created, { client } as unknown as Parameters<typeof confirm>[1], secret);
  return confirmed;
}

describe('what a state holds', () => {
  it.each([
    ['an hour', hoursAgo(1), ['role_1']],
    // By a clock that is a day behind Keyplane's it is as old as Keyplane waits.
    ['30 hours', hoursAgo(30), ['role_1']],
    ['three days', hoursAgo(72), []],
    ['an unknown time', null, ['role_1']],
  ])('is told where it was made %s ago: %s', (_age, createdAt, expected) => {
    expect(told({ id: 'role_1', created_at: createdAt })).toEqual(expected);
  });

  it('is told where nothing says when it was made', () => {
    expect(told({ id: 'mem_1' })).toEqual(['mem_1']);
  });

  it('is told by the version of its secret, whose age counts', () => {
    const old = { id: 'sak_1', created_at: hoursAgo(1000) };
    expect(told(old, { version: 7, createdAt: hoursAgo(1) })).toEqual([7]);
    expect(told(old, { version: 7, createdAt: hoursAgo(72) })).toEqual([]);
  });

  it('is told by the plan, and no more amid the apply that follows it', () => {
    expect(told({ id: 'role_1', created_at: hoursAgo(1) }, undefined, true)).toEqual([]);
  });
});
