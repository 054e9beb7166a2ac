import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './pages';

const SOURCES = ['api', 'client', 'examples', 'http-client', 'provider'];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'lib', 'docs', 'generated', 'data']);

/** The text of all sources of the product, to look for a name that a page mentions. */
export function sourceText(): string {
  return SOURCES.flatMap(textsIn).join('\n');
}

function textsIn(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : textsIn(file);
    return /\.(?:ts|sh|yml)$/.test(file) ? [readFileSync(path.join(ROOT, file), 'utf8')] : [];
  });
}

/** The paths of the API's document, each as a pattern. */
export function apiPaths(): readonly RegExp[] {
  const document = JSON.parse(readFileSync(path.join(ROOT, 'api/openapi.json'), 'utf8')) as {
    paths: Record<string, unknown>;
  };
  return Object.keys(document.paths).map((each) => {
    const pattern = each.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`);
  });
}
