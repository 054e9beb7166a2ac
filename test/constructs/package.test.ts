import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readFiles } from '../../provider/constructs/generator/generate-constructs';
import { buildImportGraph, readSourceFiles } from '../support/import-graph';

const ROOT = path.join(__dirname, '../..');
const FOLDER = 'provider/constructs';
const PEERS = ['npm:cdktf', 'npm:constructs'];

describe('the package of the constructs', () => {
  test('needs only its peer dependencies', async () => {
    const generated = [...(await readFiles(path.join(ROOT, FOLDER, 'generated')))];
    const graph = buildImportGraph(
      new Map([
        ...readSourceFiles(ROOT, [FOLDER]),
        ...generated.map(([file, text]) => [`${FOLDER}/generated/${file}`, text] as const),
      ]),
      {},
    );
    const reached = new Set([`${FOLDER}/index.ts`]);
    for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);

    expect([...reached].filter((name) => name.startsWith('npm:')).sort()).toEqual(PEERS);
    expect([...reached].filter((name) => name.startsWith('node:'))).toEqual([]);
    expect(reached).toContain(`${FOLDER}/generated/role/index.ts`);
  });

  test('asks for both peers and installs no dependency', () => {
    const text = readFileSync(path.join(ROOT, FOLDER, 'package.json'), 'utf8');
    const { dependencies, peerDependencies } = JSON.parse(text) as Record<string, object>;
    expect(dependencies).toBeUndefined();
    expect(Object.keys(peerDependencies ?? {}).map((name) => `npm:${name}`)).toEqual(PEERS);
  });
});
