import { isWhollyPresented, judgeMaker } from '../../../api/creations/abandonment';
import { LEASE_SECONDS, runWithoutLease, standingOf, type Run } from '../../../api/creations/run';

const at = (seconds: number) => new Date(Date.UTC(2027, 0, 1) + seconds * 1000);

const runOf = (facts: Partial<Run>): Run => ({
  id: 'r',
  creatorId: 'mem_1',
  startedAt: at(0),
  renewedAt: at(0),
  ending: null,
  ...facts,
});

describe('a run', () => {
  it.each([
    [0, 'live'],
    [LEASE_SECONDS - 0.001, 'live'],
    [LEASE_SECONDS, 'lapsed'],
    [86_400, 'lapsed'],
  ])('%f s after its last renewal is %s', (seconds, standing) => {
    expect(standingOf(runOf({}), at(seconds))).toBe(standing);
  });

  it.each(['finished', 'cut_off'] as const)('remains %s', (ending) => {
    expect(standingOf(runOf({ ending }), at(1))).toBe(ending);
    expect(standingOf(runOf({ ending }), at(86_400))).toBe(ending);
  });

  it('without a known lease was alive when it made the creation', () => {
    const run = runWithoutLease('r', 'mem_1', at(5));
    expect(standingOf(run, at(14))).toBe('live');
    expect(standingOf(run, at(15))).toBe('lapsed');
  });
});

describe('the run that made an equal creation', () => {
  const judged = (maker: Partial<Run>, created: number, now: number) =>
    judgeMaker(
      {
        maker: runOf(maker),
        makerLastCreatedAt: at(created),
        asking: runOf({ id: 'asking', startedAt: at(100) }),
      },
      at(now),
    );

  it.each<[string, Partial<Run>, number, number, object]>([
    ['has finished', { ending: 'finished' }, 99, 101, { kind: 'undelivered' }],
    [
      'was cut off',
      { ending: 'cut_off', renewedAt: at(98) },
      99,
      101,
      { kind: 'cut_off', lastAliveAt: at(99) },
    ],
    ['has lapsed', { renewedAt: at(99) }, 98, 109, { kind: 'cut_off', lastAliveAt: at(99) }],
    ['renewed before the asking run began', { renewedAt: at(99) }, 98, 101, { kind: 'in_doubt' }],
    ['renewed as the asking run began', { renewedAt: at(100) }, 98, 101, { kind: 'in_doubt' }],
    ['has renewed since', { renewedAt: at(100.001) }, 98, 101, { kind: 'in_progress' }],
    ['has created since', { renewedAt: at(99) }, 100.5, 101, { kind: 'in_progress' }],
    [
      'has created since and lapsed then',
      { renewedAt: at(99) },
      100.5,
      110,
      { kind: 'cut_off', lastAliveAt: at(100.5) },
    ],
  ])('that %s', (_what, maker, created, now, verdict) => {
    expect(judged(maker, created, now)).toEqual(verdict);
  });
});

it.each([
  ['nothing is recorded', { recorded: 0, seenSince: 0, namedSince: 0 }, true],
  ['all was named', { recorded: 3, seenSince: 3, namedSince: 3 }, true],
  ['one was named and the others are younger', { recorded: 3, seenSince: 3, namedSince: 1 }, true],
  ['all is younger and nothing was named', { recorded: 3, seenSince: 3, namedSince: 0 }, false],
  ['one was not named', { recorded: 3, seenSince: 2, namedSince: 2 }, false],
])('whether a whole stack counts as presented if %s', (_what, presentation, is) => {
  expect(isWhollyPresented(presentation)).toBe(is);
});
