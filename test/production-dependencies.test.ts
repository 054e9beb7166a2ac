import { readFileSync } from 'node:fs';
import path from 'node:path';

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync(path.join(__dirname, '../package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** What `npm ci --omit=dev --omit=optional` installs. */
const production = Object.entries(lock.packages)
  .filter(([, locked]) => !locked.dev && !locked.devOptional && !locked.optional)
  .map(([place, locked]) => ({ ...locked, name: place.replace(/^.*node_modules\//, '') }));

describe('an installation for production', () => {
  it('contains no package that reports its installation', () => {
    expect(production.length).toBeGreaterThan(20);
    expect(production.map(({ name }) => name)).not.toContain('@scarf/scarf');
  });

  it('runs the install script of the SQLite driver and no other', () => {
    const names = production.filter(({ hasInstallScript }) => hasInstallScript);
    expect(names.map(({ name }) => name)).toEqual(['sqlite3']);
  });
});
