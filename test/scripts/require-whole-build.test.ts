import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireWholeBuild } from '../../scripts/server-archive/require-whole-build';

describe('the archive of the server', () => {
  let dist: string;
  beforeEach(() => {
    dist = mkdtempSync(path.join(tmpdir(), 'keyplane-dist-'));
    for (const file of ['main.js', 'console/index.html', 'docs/index.html']) {
      mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
      writeFileSync(path.join(dist, file), '');
    }
  });
  afterEach(() => rmSync(dist, { recursive: true }));

  it('is made of a whole build', () => {
    expect(() => requireWholeBuild(dist)).not.toThrow();
  });

  it.each([
    ['docs', 'lack the documentation site, because it is not built. Run: npm run build:docs'],
    ['console', 'lack the console, because it is not built. Run: npm run build'],
  ])('is refused without %s', (folder, says) => {
    rmSync(path.join(dist, folder), { recursive: true });
    expect(() => requireWholeBuild(dist)).toThrow(`The archive would ${says}`);
  });

  it('is refused if nothing is built', () => {
    expect(() => requireWholeBuild(path.join(dist, 'missing'))).toThrow(
      'The archive would lack the server and the console and the documentation site, because they are not ' +
        'built. Run: npm run build && npm run build:docs',
    );
  });
});
