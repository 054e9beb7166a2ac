import { isKeyplanePermission, KEYPLANE_PERMISSIONS } from '../../../api/domain/permission';
import type { Endpoint } from '../../../api/http/endpoint';
import type { Credentials } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

type Verdict = 'may' | 'unknown caller' | 'forbidden';
type May = (access: Endpoint['access']) => boolean;

const basic = ({ clientId, secret }: Credentials) =>
  `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

/** No object has this ID, so an allowed caller finds nothing and changes nothing. */
const pathOf = ({ path }: Endpoint) => path.replaceAll(/\{\w+\}/g, 'nothing');

/** Permissions that only members can use. No service account can have them. */
const MEMBERS_ONLY = /^application_keys\./;
const ASSIGNABLE = KEYPLANE_PERMISSIONS.filter((permission) => !MEMBERS_ONLY.test(permission));

/**
 * Each operation that needs a permission or an operator accepts exactly the callers that it
 * declares. The services judge the other operations. `narrowed-access.test.ts` lists them.
 */
describe('the matrix of principals and operations', () => {
  let api: OAuthApi;
  let operations: readonly Endpoint[];
  let everything: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi();
    operations = api.endpoints.filter(
      ({ access }) => access === 'operator' || isKeyplanePermission(access),
    );
    everything = await api.issueKey(ASSIGNABLE);
  });
  afterAll(() => api.close());

  async function verdictOf(authorization: string | undefined, endpoint: Endpoint) {
    const hasBody = endpoint.body !== undefined;
    const answer = await fetch(new URL(pathOf(endpoint), api.url), {
      method: endpoint.method.toUpperCase(),
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: '{"no_such_member":true}' }),
    });
    const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
    if (answer.status >= 500) throw new Error(`${endpoint.operationId} answers ${answer.status}.`);
    return verdictFrom(answer.status, code);
  }

  /** @returns for each operation, the decisions that differ from `may` */
  async function mistakes(
    authorization: string | undefined,
    may: May,
    asked = operations,
  ): Promise<string[]> {
    const refused: Verdict = authorization === undefined ? 'unknown caller' : 'forbidden';
    const judged = asked.map(async (operation) => {
      const right = may(operation.access) ? 'may' : refused;
      const verdict = await verdictOf(authorization, operation);
      return verdict === right ? [] : [`${operation.operationId}: ${verdict}, not ${right}`];
    });
    return (await Promise.all(judged)).flat();
  }

  it('covers most operations', () => {
    expect(operations.length).toBeGreaterThan(60);
  });

  it('refuses a caller without credentials', async () => {
    expect(await mistakes(undefined, () => false)).toEqual([]);
  });

  it('lets the operator do only what belongs to the operator', async () => {
    expect(await mistakes(basic(api.operator), (access) => access === 'operator')).toEqual([]);
  });

  it('lets an owner do everything else', async () => {
    expect(await mistakes(basic(api.team.owner), (access) => access !== 'operator')).toEqual([]);
  });

  it('refuses an account that has none of these permissions', async () => {
    expect(await mistakes(basic(await api.issueKey(['reports.read'])), () => false)).toEqual([]);
  });

  it.each(ASSIGNABLE)('lets an account, or a token, with %s do only that', async (permission) => {
    const may: May = (access) => access === permission;
    const others = operations.filter(({ access }) => !may(access));
    const asked = [
      ...operations.filter(({ access }) => may(access)),
      ...someInFastRun(others, 30, ASSIGNABLE.indexOf(permission)),
    ];
    expect(await mistakes(basic(await api.issueKey([permission])), may, asked)).toEqual([]);
    const token = await api.accessToken(everything, { scope: permission });
    expect(await mistakes(`Bearer ${token}`, may, asked)).toEqual([]);
  });
});

function verdictFrom(status: number, code: string | undefined): Verdict {
  if (status === 401) return 'unknown caller';
  return status === 403 && code === 'insufficient_permissions' ? 'forbidden' : 'may';
}
