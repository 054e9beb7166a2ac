import type { Endpoint } from '../../api/http/endpoint';
import { createTestApi, type TestApi } from '../support/api';
import { componentSchemas, DOCUMENT, operations, type Json } from './document';

interface DescribedOperation {
  readonly security: readonly Json[];
  readonly tags: readonly string[];
}

const METADATA = ['getAuthorizationServerMetadata', 'getOpenIdConfiguration', 'getJsonWebKeySet'];

/** Their routes are not made of endpoints. */
const OF_SESSIONS = [
  'getSession',
  'claimMembership',
  'askForPasskeyRegistration',
  'registerPasskey',
  'listPasskeys',
  'deletePasskey',
];

describe('the operations of the document', () => {
  let api: TestApi;
  let endpoints: ReadonlyMap<string, Endpoint>;

  beforeAll(async () => {
    api = await createTestApi('sqlite');
    endpoints = new Map(api.endpoints.map((endpoint) => [endpoint.operationId, endpoint]));
  });
  afterAll(() => api.close());

  const described = operations().map(({ operationId, method, path, parameters }) => {
    const paths = DOCUMENT['paths'] as Readonly<Record<string, Record<string, DescribedOperation>>>;
    const { security = [], tags = [] } = paths[path]?.[method] ?? {};
    const headers = parameters.filter((each) => each.in === 'header').map(({ name }) => name);
    return {
      operationId,
      schemes: security.map((each) => Object.keys(each).join()),
      tags,
      headers,
    };
  });

  it('name every way to authenticate', () => {
    for (const { operationId, schemes } of described) {
      expect([operationId, schemes]).toEqual([operationId, schemesOf(operationId)]);
    }
  });

  it('take the headers of a Terraform run if they ask for credentials', () => {
    for (const { operationId, headers } of described) {
      const access = endpoints.get(operationId)?.access ?? 'public';
      const named = headers.filter((name) => /^Keyplane-(?:Stack|Run)$/.test(name));
      const wanted = access === 'public' ? [] : ['Keyplane-Stack', 'Keyplane-Run'];
      expect([operationId, named]).toEqual([operationId, wanted]);
    }
  });

  it('have one tag, which is described', () => {
    const tags = DOCUMENT['tags'] as readonly { name: string; description?: string }[];
    const known = tags.filter(({ description }) => description).map(({ name }) => name);
    const without = described.filter(({ tags }) => tags.length !== 1 || !known.includes(tags[0]!));
    expect(without).toEqual([]);
  });

  it('say what a repeated creation answers in place of the secret', () => {
    const issued = Object.entries(componentSchemas()).filter(([name]) =>
      /^(?:Issued|First)/.test(name),
    );
    expect(issued.map(([name]) => name).sort()).toEqual([
      'FirstApplicationKey',
      'IssuedApplicationKey',
      'IssuedOperatorKey',
      'IssuedServiceAccountKey',
      'IssuedServiceKeyToken',
    ]);
    for (const [, schema] of issued) {
      const { secret } = schema['properties'] as Readonly<Record<string, Json>>;
      expect(secret?.['description']).toMatch(/repeated with the same Idempotency-Key.*`null`/);
    }
  });

  function schemesOf(operationId: string): readonly string[] {
    if (METADATA.includes(operationId)) return [];
    if (operationId === 'createAccessToken') return ['basic', ''];
    if (operationId === 'introspect' || operationId === 'revoke') return ['basic', 'bearer', ''];
    if (operationId.startsWith('forwardAuth')) return ['gateway,bearer', 'gateway,api_key'];
    if (OF_SESSIONS.includes(operationId)) return ['session'];
    if (operationId === 'signOut') return ['session', ''];
    const { access = 'public', hot } = endpoints.get(operationId) ?? {};
    if (access === 'public') return [];
    return hot ? ['basic', 'bearer'] : ['basic', 'bearer', 'session'];
  }
});
