import { buildImportGraph, buildValueImportGraph, findCircles, foldersOf } from './import-graph';

const WORKSPACES = { '@keyplane/cdktf': 'provider/constructs' };

const graphOf = (files: Readonly<Record<string, string>>, build = buildImportGraph) =>
  build(new Map(Object.entries(files)), WORKSPACES);

describe('circles of imports', () => {
  test('are found once, through type imports too', () => {
    const graph = graphOf({
      'api/a.ts': `import './b'`,
      'api/b.ts': `import type { C } from './c'`,
      'api/c.ts': `export * from './a'`,
      'api/d.ts': `import './a'`,
    });
    expect(findCircles(graph)).toEqual([['api/a.ts', 'api/b.ts', 'api/c.ts', 'api/a.ts']]);
  });

  test('of folders are found even if no file is in a circle', () => {
    const graph = graphOf({
      'api/a/one.ts': `import '../b/one'`,
      'api/b/one.ts': '',
      'api/b/two.ts': `import type { T } from '../a/two'`,
      'api/a/two.ts': `import '../../test/x'`,
    });
    expect(findCircles(graph)).toEqual([]);
    expect(findCircles(foldersOf(graph, ['api/']))).toEqual([['api/a', 'api/b', 'api/a']]);
  });
});

describe('imports are found in each of their forms', () => {
  test.each([
    [`import { a } from './a'`, 'api/a.ts'],
    [`import './a'`, 'api/a.ts'],
    [`import type { A } from './a'`, 'api/a.ts'],
    [`export { a } from './a'`, 'api/a.ts'],
    [`export type * from './a'`, 'api/a.ts'],
    [`const a = await import('./a')`, 'api/a.ts'],
    [`const a = require('./a')`, 'api/a.ts'],
    [`import a = require('./a')`, 'api/a.ts'],
    [`let a: import('./a').A`, 'api/a.ts'],
    [`import { b } from './folder'`, 'api/folder/index.ts'],
    [`import { c } from '../elsewhere/c'`, 'elsewhere/c.ts'],
    [`import fs from 'node:fs/promises'`, 'node:fs/promises'],
    [`import x from 'express/lib/router'`, 'npm:express'],
    [`import x from '@scope/name/part'`, 'npm:@scope/name'],
    [`import x from '@keyplane/cdktf'`, 'provider/constructs/index.ts'],
    [`import x from '@keyplane/cdktf/lib/key'`, 'inside:provider/constructs/lib/key'],
  ])('%s', (source, expected) => {
    const graph = graphOf({
      'api/here.ts': source,
      'api/a.ts': '',
      'api/folder/index.ts': '',
      'provider/constructs/index.ts': '',
    });
    expect(graph.get('api/here.ts')).toEqual([expected]);
  });

  test.each([
    [`import { a } from './a'`, ['api/a.ts']],
    [`import a, { type B } from './a'`, ['api/a.ts']],
    [`import { type B, a } from './a'`, ['api/a.ts']],
    [`import './a'`, ['api/a.ts']],
    [`export * from './a'`, ['api/a.ts']],
    [`const a = await import('./a')`, ['api/a.ts']],
    [`import type { A } from './a'`, []],
    [`import { type A, type B } from './a'`, []],
    [`export type * from './a'`, []],
  ])('and distinguished from imports of types: %s', (source, expected) => {
    const graph = graphOf({ 'api/here.ts': source, 'api/a.ts': '' }, buildValueImportGraph);
    expect(graph.get('api/here.ts')).toEqual(expected);
  });

  test('but not in texts and comments', () => {
    const source = "// import './a'\nconst text = \"import './a'\" + `import './a'`;";
    expect(graphOf({ 'api/here.ts': source }).get('api/here.ts')).toEqual([]);
  });
});
