import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import type * as OAuthClientLibrary from 'oauth4webapi';

/** oauth4webapi is an ES module, which jest's configuration does not transform. */
export const oauth = loadAsCommonJs('oauth4webapi') as typeof OAuthClientLibrary;

function loadAsCommonJs(name: string): unknown {
  const source = readFileSync(require.resolve(name), 'utf8');
  const { code } = transformSync(source, { module: { type: 'commonjs' } });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports;
}
