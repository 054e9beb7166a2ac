import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOpenApiDocument } from '../../../api/app/openapi';
import { Concealed } from '../../../api/lib/concealed';
import { createTestApi, type TestApi } from '../../support/api';
import { someInFastRun } from '../../support/effort';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  'x-team-roles': Record<string, string[]>;
  components: { schemas: Record<string, Schema> };
}

interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  operationId: string;
  description?: string;
  'x-permission'?: string;
  'x-judged-permissions'?: string[];
  parameters?: { in?: string; description?: string }[];
  responses: Record<string, { headers?: Record<string, object> }>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const;
const committed = join(__dirname, '../../../api/openapi.json');

/** The paths of ways to sign in exist only if they are configured. Nothing is called there. */
const WITH_EVERY_SIGN_IN = {
  host: 'localhost',
  mail: { smtpUrl: new Concealed('smtp://127.0.0.1:1'), from: 'keyplane@example.com' },
  oidc: {
    issuer: 'https://id.example.com',
    clientId: 'keyplane',
    clientSecret: new Concealed('secret'),
    name: 'Example',
    emailDomains: [],
    joins: [],
  },
} as const;

describe('the OpenAPI document', () => {
  let api: TestApi;
  let document: Document;

  beforeAll(async () => {
    api = await createTestApi('sqlite', WITH_EVERY_SIGN_IN);
    document = (await buildOpenApiDocument()) as Document;
  });

  afterAll(() => api.close());

  it('is the one that is committed and that the provider’s client is generated from', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  });

  it('is served, and shown to people', async () => {
    const { body } = await api.as().get('/openapi.json').expect(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
    const page = await api.as().get('/docs/api').expect(200);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(assets).not.toHaveLength(0);
    for (const asset of assets) await api.as().get(asset).expect(200);
  });

  it('is shown under a policy that lets the page run its own scripts and no other', async () => {
    const { headers } = await api.as().get('/docs/api').expect(200);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    const asset = await api.as().get('/docs/api/assets/swagger-ui.css').expect(200);
    expect(asset.headers['x-content-type-options']).toBe('nosniff');
  });

  it('names every operation once', () => {
    const names = operations(document).map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('describes every field of every object', () => {
    const { schemas } = document.components;
    const undescribed = Object.entries(schemas).flatMap(([name, schema]) =>
      fieldsOf(schema, name)
        .filter(({ field }) => {
          const target = field.$ref === undefined ? field : schemas[field.$ref.split('/').at(-1)!];
          return field.description === undefined && target?.description === undefined;
        })
        .map(({ place }) => place),
    );
    expect(undescribed).toEqual([]);
  });

  it('describes every parameter in a path', () => {
    const parameters = operations(document).flatMap(({ parameters: all = [] }) => all);
    const inPaths = parameters.filter((each) => each.in === 'path');
    expect(inPaths.length).toBeGreaterThan(40);
    expect(inPaths.filter(({ description }) => description === undefined)).toEqual([]);
  });

  it('declares every permission that its text says a caller needs', () => {
    const undeclared = operations(document).flatMap(({ operationId, description = '', ...found }) =>
      [...description.matchAll(NEEDED)]
        .map(([, permission = '']) => permission)
        .filter((each) => !declaredBy(found).includes(each))
        .map((each) => `${operationId}: ${each}`),
    );
    expect(undeclared).toEqual([]);
  });

  it('says of every permission that it declares who has it', () => {
    const { 'x-team-roles': roles } = document;
    const declared = operations(document).flatMap(declaredBy);
    expect(declared.filter((each) => roles[each] === undefined)).toEqual([]);
    expect(roles['roles.read']).toEqual(['owner', 'admin', 'user']);
    expect(roles['roles.create']).toEqual(['owner', 'admin']);
    expect(roles['teams.update']).toEqual(['owner']);
    const texts = new Map(operations(document).map((each) => [each.operationId, each.description]));
    expect(texts.get('listRoles')).toContain('`roles.read`, which every member has.');
    expect(texts.get('createRole')).toContain('`roles.create`, which owners and admins have.');
    expect(texts.get('verifyKey')).toContain('`keys.verify`, which owners and admins have.');
    expect(texts.get('verifyKey')).not.toContain('Needs any valid credential');
    expect(texts.get('updateOwnTeam')).toContain('`teams.update`, which owners have.');
  });

  it('describes 503 with Retry-After for every operation that needs the database', () => {
    const made = ['getAuthorizationServerMetadata', 'getOpenIdConfiguration'];
    const described = operations(document).filter(
      ({ responses }) => responses['503']?.headers?.['Retry-After'] !== undefined,
    );
    const undescribed = operations(document).filter((each) => !described.includes(each));
    expect(undescribed.map(({ operationId }) => operationId).sort()).toEqual(made);
  });

  it('has a route for every operation, and no route that it does not name', async () => {
    for (const path of someInFastRun(Object.keys(document.paths), 5)) {
      const concrete = path.replaceAll(/\{\w+\}/g, 'x_0');
      const answered = [];
      for (const method of METHODS) {
        const { status } = await api.as()[method](concrete);
        if (status !== 405) answered.push(method);
      }
      // Every GET answers HEAD as well, whether it is described or not.
      const named = Object.keys(document.paths[path]!).filter((method) => method !== 'head');
      expect([path, answered.sort()]).toEqual([path, [...named].sort()]);
    }
  });
});

/** The fields of an object, and those of objects in it, with their places. */
function fieldsOf(schema: Schema, place: string): { place: string; field: Schema }[] {
  const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([name, field]) => [
    { place: `${place}.${name}`, field },
    ...fieldsOf(field, `${place}.${name}`),
  ]);
  const inside = [...anyOf, ...oneOf, ...allOf, ...(items === undefined ? [] : [items])];
  return [...own, ...inside.flatMap((each) => fieldsOf(each, place))];
}

/** For example "Needs the permission `roles.read`", or "you need `members.delete`". */
const NEEDED = /\bneeds?(?: the permission)?\s+`([a-z_]+\.[a-z]+)`/gi;

function declaredBy(operation: Pick<Operation, 'x-permission' | 'x-judged-permissions'>): string[] {
  const { 'x-permission': permission, 'x-judged-permissions': judged = [] } = operation;
  return permission === undefined ? judged : [permission, ...judged];
}

function operations(document: Document) {
  return Object.values(document.paths).flatMap((methods) => Object.values(methods));
}
