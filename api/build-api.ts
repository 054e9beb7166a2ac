import { createRequire } from 'node:module';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** Stay packages: a native module, files, and what most starts never load. */
const PACKAGES = ['sqlite3', 'pg', 'nodemailer', 'swagger-ui-dist'];
/** Databases that knex knows as well and that nobody has installed. */
const OTHER_DRIVERS = [
  'better-sqlite3',
  'mariadb',
  'mysql',
  'mysql2',
  'oracledb',
  'pg-native',
  'pg-query-stream',
  'tedious',
];

/** The server in one file, because looking for a thousand files is most of a start. */
export function buildApi(dist: string): string {
  const outfile = path.join(dist, 'main.js');
  buildSync({
    entryPoints: [path.join(__dirname, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [...PACKAGES, ...OTHER_DRIVERS],
    alias: { 'mime-db': expressFile('mime-db'), 'mime-types': expressFile('mime-types') },
    sourcemap: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  return outfile;
}

/** Express and four of its parts each bring the same one, a megabyte in all. */
function expressFile(name: string): string {
  const fromHere = createRequire(__filename);
  return createRequire(fromHere.resolve('express')).resolve(name);
}

if (require.main === module) buildApi(path.join(__dirname, 'dist'));
