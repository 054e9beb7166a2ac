import {
  forgetting,
  judgeLook,
  KEPT_MILLIS,
  MOST_IDS,
  unseenBy,
  type Look,
} from '../../../api/database/dialects/postgres-look';

const aLook = (different: Partial<Look> = {}): Look => ({
  snapshot: '100:104:100,102',
  incarnation: 'server 1',
  at: 1_000_000,
  standby: false,
  ids: [],
  ...different,
});

describe('the next look asks for', () => {
  it('transactions that began after the last snapshot, and those in progress at the time', () => {
    expect(unseenBy('100:104:100,102')).toEqual({ from: '104', among: ['100', '102'] });
    expect(unseenBy('104:104:')).toEqual({ from: '104', among: [] });
  });

  it('nothing on the first read', () => {
    expect(unseenBy(undefined)).toEqual({ from: '18446744073709551615', among: [] });
  });
});

describe('after a look', () => {
  it('only what it found has changed', () => {
    const ids = ['key_a', 'key_b'];
    expect(judgeLook(aLook(), aLook({ ids }))).toEqual({ everything: false, ids });
  });

  it.each<[string, Look | undefined, Partial<Look>]>([
    ['it is the first', undefined, {}],
    ['another server answered', aLook(), { incarnation: 'server 2' }],
    ['the last one is long past', aLook(), { at: 1_000_000 + KEPT_MILLIS / 2 }],
    ['the clock of the server was set back', aLook(), { at: 1_000_000 - KEPT_MILLIS / 2 }],
    ['a table was emptied', aLook(), { ids: ['key_a', '*'] }],
    ['there is too much to tell', aLook(), { ids: Array<string>(MOST_IDS + 1).fill('key_a') }],
  ])('everything may have changed if %s', (_why, last, different) => {
    expect(judgeLook(last, aLook(different))).toEqual({ everything: true });
  });
});

describe('changes are forgotten', () => {
  it('only if they were seen long ago, whenever they were written', () => {
    const first = aLook({ snapshot: '90:95:90' });
    expect(forgetting(undefined, first)).toEqual({ since: first });
    expect(forgetting(first, aLook({ at: first.at + KEPT_MILLIS - 1 }))).toEqual({ since: first });
    const later = aLook({ snapshot: '200:200:', at: first.at + KEPT_MILLIS });
    // Transaction 90 was still open, so the changes that it wrote before are not forgotten.
    expect(forgetting(first, later)).toEqual({ since: later, before: '90' });
  });
});
