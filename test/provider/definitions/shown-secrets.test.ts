import { ApiProblem, type KeyplaneClient } from '../../../provider/client';
import { findOne } from '../../../provider/definitions/find-one';
import { explainApiError } from '../../../provider/definitions/explain-api-error';
import { importsById } from '../../../provider/definitions/import-by-id';
import type { ResourceContext } from '../../../provider/terraform-plugin';

const SECRET = `kps_${'Ab12'.repeat(12)}Z`;

describe('a secret that was given instead of an ID or a name', () => {
  it('is masked in an error that quotes the API', () => {
    const problem = {
      status: 404,
      code: 'not_found',
      title: 'Not found',
      errors: [],
      retryable: false,
      requestId: undefined,
      detail: `There is no service account ${SECRET}.`,
    };
    const [text] = explainApiError(new ApiProblem(problem), [], {
      endpoint: 'https://keys.example.com',
      credentials: { clientId: 'kpi_1', clientSecret: SECRET },
    });
    expect(text?.detail).toContain('There is no service account kps_Ab12…b12Z.');
  });

  it('is masked if it is the client ID of refused credentials', () => {
    const problem = {
      status: 401,
      code: 'unauthenticated',
      title: 'No',
      detail: 'No.',
      errors: [],
      retryable: false,
      requestId: undefined,
    };
    const [text] = explainApiError(new ApiProblem(problem), [], {
      endpoint: 'https://keys.example.com',
      credentials: { clientId: SECRET, clientSecret: 'kpi_1' },
    });
    expect(text?.detail).toContain('the client ID kps_Ab12…b12Z');
  });

  it('is masked if no object has this name', () => {
    expect(() => findOne('role', SECRET, [])).toThrow('No role is called "kps_Ab12…b12Z"');
  });

  it.each([SECRET, SECRET.slice(0, 20), 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2ln'])(
    'is refused as an import ID, and not shown: %s',
    async (given) => {
      const { importState } = importsById({
        prefix: 'sa',
        read: () => Promise.reject(new Error('Nothing is read.')),
      });
      const context = { signal: AbortSignal.timeout(1000) } as ResourceContext<KeyplaneClient>;
      const refusal = importState(given, context);
      await expect(refusal).rejects.toThrow('A secret is no import ID');
      await expect(refusal).rejects.not.toThrow(given);
    },
  );
});
