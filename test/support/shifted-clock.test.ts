import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DAY } from './manual-clock';
import { createShiftedClock, FAKETIME_LIBRARY } from './shifted-clock';

const isInstalled = existsSync(FAKETIME_LIBRARY);
const itShifts = isInstalled ? it : it.skip;
const WITHOUT_LIBRARY = isInstalled ? '' : ' (skipped: the package libfaketime is not installed)';

describe('the shifted clock', () => {
  const secondsFromNow = (time: number) => Math.round((time - Date.now()) / 1000);

  itShifts(`gives a program that starts later the same time${WITHOUT_LIBRARY}`, () => {
    const environment: Record<string, string> = {};
    const clock = createShiftedClock();
    clock.applyTo(environment);
    clock.advance(30 * DAY);
    clock.advance(DAY / 2);
    const seen = execFileSync(process.execPath, ['-p', 'Date.now()'], { env: environment });
    expect(Math.abs(secondsFromNow(Number(seen)) - (30.5 * DAY) / 1000)).toBeLessThan(60);
    expect(secondsFromNow(clock.now().getTime())).toBe((30.5 * DAY) / 1000);
  });

  it('leaves the environment alone until it is advanced', () => {
    const environment: Record<string, string> = {};
    const clock = createShiftedClock(__filename);
    clock.applyTo(environment);
    clock.advance(1);
    expect(environment).toEqual({});
    clock.advance(DAY);
    expect(environment).toMatchObject({ LD_PRELOAD: __filename, FAKETIME: '+86400' });
  });

  it('says what to install if the library is missing', () => {
    const clock = createShiftedClock('/nowhere/libfaketime.so.1');
    expect(() => clock.advance(DAY)).toThrow('Install the Debian package libfaketime.');
  });
});
