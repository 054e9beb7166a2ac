import { CALLERS_PER_DAY, OTHER_CALLERS, type UseCount } from '../../../api/usage/usage';
import { createUseTally } from '../../../api/usage/use-tally';

const at = (second: number) => new Date(Date.UTC(2027, 0, 1, 0, 0, second));

function use(id: string, facts: Partial<UseCount> = {}): UseCount {
  const caller = { kind: 'address', id } as const;
  return { keyId: 'sak_1', day: 20_820, caller, uses: 1, lastUsedAt: at(0), ...facts };
}

function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `10.0.0.${at}`);
}

describe('a tally of uses', () => {
  it('adds up uses of one key, day and caller, and keeps the latest time', () => {
    const tally = createUseTally();
    tally.add(use('10.0.0.1', { lastUsedAt: at(5) }));
    tally.add(use('10.0.0.1', { lastUsedAt: at(3), uses: 4 }));
    tally.add(use('10.0.0.1', { day: 20_821 }));
    tally.add(use('10.0.0.1', { keyId: 'sak_0' }));
    tally.add(use('10.0.0.1', { caller: { kind: 'service', id: '10.0.0.1' } }));
    expect(tally.take()).toEqual([
      use('10.0.0.1', { keyId: 'sak_0' }),
      use('10.0.0.1', { uses: 5, lastUsedAt: at(5) }),
      use('10.0.0.1', { caller: { kind: 'service', id: '10.0.0.1' } }),
      use('10.0.0.1', { day: 20_821 }),
    ]);
    expect(tally.take()).toEqual([]);
  });

  it('counts all callers after the first of a day together, and loses none', () => {
    const tally = createUseTally();
    const callers = addresses(CALLERS_PER_DAY + 30);
    for (const id of [...callers, ...callers]) tally.add(use(id));
    const taken = tally.take();
    expect(taken).toHaveLength(CALLERS_PER_DAY + 1);
    expect(taken.find(({ caller }) => caller.kind === 'other')?.uses).toBe(60);
    expect(taken.filter(({ uses }) => uses === 2)).toHaveLength(CALLERS_PER_DAY);
  });

  it('limits the callers that it counts by name separately for each key and each day', () => {
    const tally = createUseTally();
    for (const id of addresses(CALLERS_PER_DAY)) {
      tally.add(use(id));
      tally.add(use(`other-${id}`, { day: 20_821 }));
      tally.add(use(`another-${id}`, { keyId: 'sak_2' }));
    }
    expect(tally.take().filter(({ caller }) => caller.kind === 'other')).toEqual([]);
  });

  it('still counts by name the callers of a day that it has counted by name before', () => {
    const known = addresses(CALLERS_PER_DAY).map((id) => use(id));
    const tally = createUseTally([use('', { caller: OTHER_CALLERS }), ...known]);
    tally.add(use('192.0.2.1'));
    tally.add(use('10.0.0.7'));
    expect(tally.take()).toEqual([use('10.0.0.7'), use('', { caller: OTHER_CALLERS })]);
  });
});
