import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  collectionOf,
  CREATED_KINDS,
  isCreatedKind,
  type Kind,
  kindOf,
  KINDS,
  nounOf,
  permissionTo,
} from '../api/domain/kinds';
import { KEYPLANE_PERMISSIONS } from '../api/domain/permission';
import { SECRET_PREFIX } from '../api/domain/secret';
import {
  COLLECTIONS,
  listNameOf,
  nounOf as nounInTerraform,
  resourceNameOf,
  SECRET_KINDS,
} from '../provider/client/collections';
import { createKeyplaneProvider } from '../provider/provider';
import { describeProvider } from '../provider/terraform-plugin';

const document = JSON.parse(
  readFileSync(path.join(__dirname, '..', 'api', 'openapi.json'), 'utf8'),
) as { readonly paths: Readonly<Record<string, object>> };
const { resources, dataSources } = describeProvider(createKeyplaneProvider());
const collections = Object.values(COLLECTIONS);

describe('each kind that a run creates', () => {
  test.each(CREATED_KINDS)('%s has permissions to read and to create it', (kind) => {
    const needed = [permissionTo('read', kind), permissionTo('create', kind)];
    expect(KEYPLANE_PERMISSIONS).toEqual(expect.arrayContaining(needed));
  });

  test.each(CREATED_KINDS)('%s has a collection in the API', (kind) => {
    expect(Object.keys(document.paths)).toContain(collectionOf(kind));
  });

  test.each(CREATED_KINDS)('%s has the same prefix in the provider and in the API', (kind) => {
    const known = collections.find(({ path }) => path === collectionOf(kind));
    expect(known?.prefix).toBe(KINDS[kind].prefix);
  });
});

describe('each kind', () => {
  const kinds = Object.keys(KINDS) as Kind[];

  test('has a separate prefix, which identifies its IDs', () => {
    expect(kinds.map((kind) => kindOf(`${KINDS[kind].prefix}_01`))).toEqual(kinds);
    expect(kindOf('01')).toBeUndefined();
    expect(kindOf('unknown_01')).toBeUndefined();
  });

  test('is in the list of created kinds if a run creates it', () => {
    expect(kinds.filter(isCreatedKind)).toEqual(CREATED_KINDS);
  });

  test('is called by its name unless it has another noun', () => {
    expect(nounOf('service_account_key')).toBe('service account key');
    expect(nounOf('wallet_entry')).toBe('ledger entry');
  });
});

describe('each collection of the provider', () => {
  test.each(collections)('$path has a resource and a data source that lists it', (entry) => {
    expect(Object.keys(resources)).toContain(resourceNameOf(entry.path));
    expect(Object.keys(dataSources)).toContain(listNameOf(entry.prefix));
  });

  test('is the only one of its resource', () => {
    expect(collections.map(({ path }) => resourceNameOf(path)).sort()).toEqual(
      Object.keys(resources).sort(),
    );
  });

  test('is in the document of the API', () => {
    const paths = collections.map((entry) => entry.path);
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(paths));
  });

  test('has a noun', () => {
    expect(nounInTerraform('fid')).toBe('federated identity');
    expect(nounInTerraform('team')).toBe('team');
    expect(nounInTerraform('unknown')).toBeUndefined();
  });

  test('of keys has the same prefix of secrets as the API', () => {
    const inApi = Object.entries(SECRET_PREFIX).map(([kind, prefix]) => [prefix, kind]);
    expect(SECRET_KINDS).toEqual(Object.fromEntries(inApi));
  });
});
