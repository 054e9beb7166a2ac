import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { IDENTITY_HEADERS } from '../../../api/verification/identity-headers';

const FOLDER = path.join(__dirname, '../../../docs/guides/gateways');
const NAMES = Object.keys(IDENTITY_HEADERS);
const guides = readdirSync(FOLDER).filter((file) => file !== 'README.md');
const read = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

const headersIn = (text: string) => {
  const found = text.toLowerCase().match(/keyplane-[a-z]+(?:-[a-z]+)*/g) ?? [];
  return [...new Set(found)].filter((name) => NAMES.includes(name)).sort();
};

describe('the guides to gateways', () => {
  it('have a page for each gateway, which the first page leads to', () => {
    expect(guides).toEqual(['caddy.md', 'envoy.md', 'kong.md', 'nginx.md', 'traefik.md']);
    for (const guide of guides) expect(read('README.md')).toContain(`](${guide})`);
    const readme = readFileSync(path.join(FOLDER, '../../../README.md'), 'utf8');
    expect(readme).toContain('](docs/guides/gateways/README.md)');
  });

  it('describe each identity header', () => {
    const rows = read('README.md').match(/^\| `Keyplane-[\w-]+`/gm) ?? [];
    expect(rows.map((row) => row.slice(3, -1).toLowerCase()).sort()).toEqual([...NAMES].sort());
  });

  it.each(guides)(
    '%s names each identity header, because an omitted one can be forged',
    (guide) => {
      expect(headersIn(read(guide))).toEqual([...NAMES].sort());
    },
  );

  it.each(guides)('%s removes the key and the credential, and answers preflights', (guide) => {
    const text = read(guide).toLowerCase();
    for (const removed of ['authorization', 'x-api-key', 'keyplane-authorization']) {
      expect(text).toContain(removed);
    }
    expect(text).toContain('preflight');
  });
});
