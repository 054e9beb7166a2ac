import { parseBenchOptions } from './bench-options';
import type { Suite } from './measure';

const suite = (name: string): Suite => ({ name, run: () => Promise.resolve([]) });
const SUITES = [suite('verify'), suite('oauth'), suite('synth')];

describe('the options of npm run bench', () => {
  it('are all suites and five rounds by default', () => {
    expect(parseBenchOptions([], SUITES)).toMatchObject({
      suites: SUITES,
      rounds: 5,
      seconds: 4,
      memorySeconds: 300,
      shrink: 1,
    });
  });

  it('choose suites in the order they are named', () => {
    const { suites, seconds } = parseBenchOptions(
      ['--only', 'synth,verify', '--seconds', '0.5'],
      SUITES,
    );
    expect(suites.map(({ name }) => name)).toEqual(['synth', 'verify']);
    expect(seconds).toBe(0.5);
  });

  it.each([
    [['--only', 'verify,nonsense'], '--only names suites of verify, oauth, synth, not "nonsense"'],
    [['--rounds', 'x'], '--rounds is a number above 0, not x'],
    [['--seconds', '0'], '--seconds is a number above 0, not 0'],
    [['--memory-seconds', 'Infinity'], '--memory-seconds is a number above 0, not Infinity'],
    [['--results', '--shrink', '2'], '--shrink gives only a quick look'],
    [['--fast'], '--fast'],
    [['verify'], 'verify'],
  ])('%j is refused with the expected form', (args, words) => {
    expect(() => parseBenchOptions(args, SUITES)).toThrow(words);
  });
});
