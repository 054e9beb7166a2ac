import { parseFaultOptions } from './fault-options';

describe('the options of npm run faults', () => {
  it('number the runs from one', () => {
    expect(parseFaultOptions(['--runs', '3', '--seed', '7'])).toMatchObject({
      seed: 7,
      numbers: [1, 2, 3],
      database: 'sqlite',
    });
  });

  it('can select a single run, to repeat a failure', () => {
    expect(parseFaultOptions(['--seed', '7', '--only', '42'])).toMatchObject({
      seed: 7,
      numbers: [42],
    });
  });

  it.each([
    [['--runs', '0'], '--runs is a whole number from 1, not 0'],
    [['--seed', 'x'], '--seed is a whole number from 0, not x'],
    [['--only', '-1'], '--only'],
    [['--jobs', '1.5'], '--jobs is a whole number from 1, not 1.5'],
    [['--database', 'oracle'], '--database is sqlite or postgres, not oracle'],
    [['--fast'], '--fast'],
    [['7'], '7'],
  ])('%j is refused with the expected form', (args, words) => {
    expect(() => parseFaultOptions(args)).toThrow(words);
  });
});
