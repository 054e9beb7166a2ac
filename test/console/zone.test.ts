import { describeInBrowser } from '../support/browser';
import {
  instantIn,
  localText,
  relativeTime,
  shownTime,
  zoneName,
} from '../../api/console/src/preferences/zone';

const NOW = new Date('2026-11-30T15:36:43.000Z');
const after = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

describeInBrowser('times', () => {
  it.each([
    [0, 'just now'],
    [-2 / 24, '2 hours ago'],
    [1, 'tomorrow'],
    [30, 'in 30 days'],
    [-89, '89 days ago'],
    [180, 'in 6 months'],
    [-800, '2 years ago'],
  ])('%s days from now are %s', (days, text) => expect(relativeTime(after(days), NOW)).toBe(text));

  it('have the year only if it is not the current year, in the chosen zone', () => {
    expect(shownTime(NOW, 'utc', NOW)).toBe('Nov 30, 15:36');
    expect(shownTime(NOW, 'utc+8', NOW)).toBe('Nov 30, 23:36');
    expect(shownTime(after(31), 'utc+8', NOW)).toBe('Dec 31, 23:36');
    expect(shownTime(after(32), 'utc', NOW)).toBe('Jan 1, 2027, 15:36');
  });

  it('are read from the calendar of the browser in the chosen zone', () => {
    expect(instantIn('2035-03-01T12:00', 'utc+8').toISOString()).toBe('2035-03-01T04:00:00.000Z');
    expect(localText(NOW, 'utc+8')).toBe('2026-11-30T23:36');
    expect(instantIn(localText(NOW, 'utc'), 'utc').toISOString()).toBe('2026-11-30T15:36:00.000Z');
    expect(zoneName('utc+8')).toBe('UTC+8');
  });
});
