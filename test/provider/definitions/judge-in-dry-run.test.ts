import {
  ApiProblem,
  ApiUnreachable,
  CredentialUnavailable,
  type KeyplaneClient,
} from '../../../provider/client';
import { judgeInDryRun, type JudgedPlan } from '../../../provider/definitions/judge-in-dry-run';
import { createDiagnosticList } from '../../../provider/terraform-plugin/framework/diagnostics';

type Context = JudgedPlan<{ readonly id: string }>['context'];

/** Plans this many creations. Keyplane answers each of them with this failure. */
async function planned(failure: Error, creations = 3) {
  const diagnostics = createDiagnosticList();
  const client = {
    endpoint: 'https://keys.example.com',
    credentials: { clientId: 'kpi_1', clientSecret: 'wrong' },
    dryRuns: { judge: () => Promise.reject(failure) },
    hasWritten: () => false,
  } as unknown as KeyplaneClient;
  for (let at = 0; at < creations; at += 1) {
    const context = {
      hasClient: true,
      client,
      diagnostics,
      signal: AbortSignal.timeout(1000),
      privateState: { get: () => undefined, delete: () => undefined },
      logger: { debug: () => undefined },
    } as unknown as Context;
    await judgeInDryRun(
      { schema: () => ({}), collection: '/v1/roles', createBody: () => ({}), updates: () => [] },
      {
        config: {},
        priorState: null,
        context,
        plan: { values: {}, changed: new Set(), requiresReplace: false },
      },
    );
  }
  return diagnostics.all.map(({ severity, summary }) => `${severity}: ${summary}`);
}

const refusal = (status: number, code: string) =>
  new ApiProblem({
    status,
    code,
    title: 'Refused',
    detail: 'Refused.',
    errors: [],
    retryable: false,
    requestId: undefined,
  });

describe('a plan of creations that Keyplane cannot judge', () => {
  it('fails with one error if Keyplane refuses the credentials', async () => {
    expect(await planned(refusal(401, 'unauthenticated'))).toEqual([
      "error: Keyplane refuses the provider's credentials",
    ]);
  });

  it('fails with one error if there are no credentials', async () => {
    const failure = new CredentialUnavailable("The OIDC token's file is empty.");
    expect(await planned(failure)).toEqual(['error: The provider has no credentials']);
  });

  it('warns if Keyplane cannot be reached', async () => {
    const warning = 'warning: Planned without a dry run';
    expect(await planned(new ApiUnreachable('Nobody answers.'), 1)).toEqual([warning]);
  });

  it('reports nothing if the credentials lack the permission to ask', async () => {
    expect(await planned(refusal(403, 'insufficient_permissions'))).toEqual([]);
  });
});
