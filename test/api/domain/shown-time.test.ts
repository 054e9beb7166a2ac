import { shownSecond } from '../../../api/domain/shown-second';
import { shownTime } from '../../../api/domain/shown-time';
import { shownTime as shownByProvider } from '../../../provider/terraform-plugin';

describe('a time in a sentence', () => {
  it.each([
    ['2030-01-31T09:00:00.000Z', '2030-01-31T09:00:00Z'],
    ['2030-01-31T09:00:01.999Z', '2030-01-31T09:00:01Z'],
    ['2030-01-31T10:00:00+01:00', '2030-01-31T09:00:00Z'],
    ['2030-01-31t09:00:00z', '2030-01-31T09:00:00Z'],
  ])('is in whole seconds of UTC, from the API and from the provider: %s', (time, shown) => {
    expect(shownTime(new Date(time))).toBe(shown);
    expect(shownSecond(Date.parse(time) / 1000)).toBe(shown);
    expect(shownByProvider(time)).toBe(shown);
  });

  it('may be missing', () => {
    expect(shownTime(null)).toBe('an unknown time');
    expect(shownByProvider('never')).toBe('never');
  });
});
