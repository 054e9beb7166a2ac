import { createDryRunEndpoints } from '../../../api/dry-runs/dry-run-routes';
import { createSlices } from '../../../api/app/slices';
import { createFederatedIdentityEndpoints } from '../../../api/federation/federated-identity-routes';
import { createVerificationEndpoints } from '../../../api/verification/verification-routes';
import { isKeyplanePermission } from '../../../api/domain/permission';
import type { Caller } from '../../../api/domain/principal';
import { requireAccess } from '../../../api/http/access';
import type { Endpoint } from '../../../api/http/endpoint';
import { createLeakEndpoints } from '../../../api/leaks/leak-routes';
import { createSignUpEndpoints } from '../../../api/sign-up/sign-up-routes';
import { FORWARD_AUTH_PATHS } from '../../../api/verification/forward-auth-openapi';
import document from '../../../api/openapi.json';

/** Only the access of each endpoint is read here. */
const NO_SERVICE: () => void = new Proxy(() => undefined, {
  get: () => NO_SERVICE,
  apply: () => NO_SERVICE,
});
const none = <T>(): T => NO_SERVICE as T;

const ENDPOINTS: readonly Endpoint[] = [
  ...Object.values(createSlices(none())).flatMap(({ endpoints }): readonly Endpoint[] => endpoints),
  ...createFederatedIdentityEndpoints(none()),
  ...createVerificationEndpoints(none()),
  ...createLeakEndpoints(none()),
  ...createSignUpEndpoints(none()),
  ...createDryRunEndpoints(none()),
];

/** The reason why a token with a scope may call an endpoint that asks for no permission. */
const ALLOWED: Readonly<Record<string, string>> = {
  whoami: 'says what the token may do',
  listPermissions: 'public knowledge',
  listServices: 'public knowledge',
  getService: 'public knowledge',
  estimateCost: 'public knowledge',
  verifyKey: 'its service asks for keys.verify',
  deleteMember: 'its service asks for members.delete',
  claimSecret: 'its service asks for the permission of the kind of key',
  queryUsage: 'leaves out what the permissions do not show',
  getKeyUsage: 'its service asks for the permission to read the kind of key',
  dryRun: 'asks for what each request asks for',
  confirmCreations: 'passes over what the permissions do not show',
  listCreations: 'leaves out what the permissions do not show',
  getStack: 'counts only what the permissions show',
  renewRun: 'its service asks for a permission that changes something',
  finishRun: 'its service asks for a permission that changes something',
  cutOffRun: 'its service asks for a permission that changes something',
};

test('every operation of the document that is not of OAuth 2.0 is judged here', () => {
  const paths = document.paths as Record<string, Record<string, { operationId: string }>>;
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    path.startsWith('/v1/') ? Object.values(operations).map(({ operationId }) => operationId) : [],
  );
  // The gateway check is not an endpoint. Like a verification, it asks for keys.verify itself.
  const judged = [...ENDPOINTS, ...FORWARD_AUTH_PATHS].map(({ operationId }) => operationId);
  expect(judged.sort()).toEqual(documented.sort());
});

test('every endpoint asks for a permission, is the operator’s or public, or says what tokens with a scope may do', () => {
  const declared = ENDPOINTS.filter(
    ({ access, narrowed }) =>
      isKeyplanePermission(access) ||
      access === 'public' ||
      access === 'operator' ||
      narrowed !== undefined,
  );
  expect(declared).toHaveLength(ENDPOINTS.length);
});

test('every endpoint that lets narrowed tokens in without a permission has a reason', () => {
  const allowed = ENDPOINTS.filter(({ narrowed }) => narrowed === 'allowed');
  expect(allowed.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(ALLOWED).sort());
});

const narrowedTo = (...permissions: string[]): Caller => ({
  principal: {
    kind: 'member',
    id: 'mem_1',
    name: 'Owner',
    teamId: 'team_1',
    teamRole: 'owner',
    credential: { kind: 'key', id: 'ak_1' },
    grant: { permissions: new Set(permissions), everyServicePermission: false },
    narrowed: true,
  },
  requestId: 'request-1',
  ip: '192.0.2.1',
  stack: null,
  run: null,
});

test.each(ENDPOINTS.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  'a token with an empty scope is refused by %s, unless it has a reason',
  (operationId, endpoint) => {
    const ask = () => requireAccess(narrowedTo(), endpoint);
    if (endpoint.access === 'public' || operationId in ALLOWED) expect(ask).not.toThrow();
    else expect(ask).toThrow(expect.objectContaining({ code: 'insufficient_permissions' }));
  },
);

test('a token of a team is told that only the operator may do this, whatever its scope', () => {
  const operators = { access: 'operator' } as const;
  expect(() => requireAccess(narrowedTo(), operators)).toThrow(/^Only the operator/);
});

test('an endpoint that says nothing about tokens with a scope refuses them', () => {
  const silent = { access: 'team' } as const;
  expect(() => requireAccess(narrowedTo('roles.read'), silent)).toThrow(/without scope/);
  const { narrowed: _, ...principal } = narrowedTo().principal;
  expect(() => requireAccess({ ...narrowedTo(), principal }, silent)).not.toThrow();
});
