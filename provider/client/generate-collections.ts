import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

type Json = Readonly<Record<string, unknown>>;
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

interface Operation {
  readonly parameters?: readonly {
    readonly in?: string;
    readonly schema?: { readonly pattern?: string };
  }[];
}

const DOCUMENT = path.join(__dirname, '..', '..', 'api', 'openapi.json');
const TABLE = path.join(__dirname, 'generated', 'collections.ts');

/** The pattern of an ID, such as `^grp_[0-9a-z]{1,60}$`. */
const ID_PATTERN = /^\^(?<prefix>[a-z]+)_\[/;

const HEAD = `/**
 * Generated from the API's document: the collections whose objects a resource can create, read,
 * change and delete. To write it again, run \`npm run generate\`.
 */
export const COLLECTIONS = {
`;

/** The table in the form in which it is committed. */
export function collectionTable(document = readDocument()): string {
  const paths = document['paths'] as Paths;
  const entries = Object.keys(paths)
    .sort()
    .flatMap((collection) => {
      const prefix = idPrefixIn(paths, collection);
      if (prefix === undefined) return [];
      return [`  ${nameOf(collection)}: { path: '${collection}', prefix: '${prefix}' },\n`];
    });
  return `${HEAD}${entries.join('')}} as const;\n`;
}

/** The prefix of the IDs in a collection. Undefined if no resource can manage its objects. */
function idPrefixIn(paths: Paths, collection: string): string | undefined {
  if (paths[collection]?.['post'] === undefined) return undefined;
  const one = Object.keys(paths).find(
    (other) => other.startsWith(`${collection}/{`) && other.endsWith('}'),
  );
  const { get, patch, delete: remove } = (one && paths[one]) || {};
  if (get === undefined || patch === undefined || remove === undefined) return undefined;
  const parameter = get.parameters?.find((each) => each.in === 'path');
  return ID_PATTERN.exec(parameter?.schema?.pattern ?? '')?.groups?.['prefix'];
}

/** The name in the client: `serviceAccounts` for `/v1/service-accounts`. */
function nameOf(collection: string): string {
  const words = collection.slice('/v1/'.length);
  return words.replace(/-(\w)/g, (_hyphen, letter: string) => letter.toUpperCase());
}

function readDocument(): Json {
  return JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Json;
}

if (require.main === module) writeFileSync(TABLE, collectionTable());
