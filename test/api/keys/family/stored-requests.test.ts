import { applicationKeyFamily } from '../../../../api/application-keys/application-key-family';
import { serviceAccountKeyFamily } from '../../../../api/service-accounts/service-account-key-family';
import { tokenFamily } from '../../../../api/service-keys/token-family';

/**
 * A create that was cut off is recognized by the hash of this text, which an earlier release may
 * have stored. If the order of the fields changed, the text would be different.
 */
describe('a request is stored in the form of earlier releases', () => {
  const shared = {
    secret_delivery: 'claim',
    claim_window: '24h',
    rotation: { every: '30d' },
    expires_in: '90d',
  };
  const SHARED =
    '"expiresIn":"90d","enabled":true,"rotation":{"every":"30d","overlap":null,"earlyWindow":null}';

  it('of an application key', () => {
    const body = applicationKeyFamily.schemas.create.parse({ ...shared, description: 'laptop' });
    expect(JSON.stringify(applicationKeyFamily.requestOf(body))).toBe(
      `{"description":"laptop",${SHARED},"delivery":{"secretDelivery":"claim","claimWindow":"24h"}}`,
    );
  });

  it('of a service account key', () => {
    const own = { claimant_id: 'mem_1', name: 'deploy', service_account_id: 'sa_1' };
    const body = serviceAccountKeyFamily.schemas.create.parse({ ...shared, ...own });
    expect(JSON.stringify(serviceAccountKeyFamily.requestOf(body))).toBe(
      `{"serviceAccountId":"sa_1","name":"deploy",${SHARED},` +
        '"delivery":{"secretDelivery":"claim","claimWindow":"24h","claimantId":"mem_1"}}',
    );
  });

  it('of a token', () => {
    const own = {
      accept_terms: '2026-01',
      name: 'nightly',
      kind: 'shared',
      service_key_id: 'svk_1',
    };
    const body = tokenFamily.schemas.create.parse({ ...shared, ...own });
    expect(JSON.stringify(tokenFamily.requestOf(body))).toBe(
      `{"serviceKeyId":"svk_1","kind":"shared","name":"nightly",${SHARED},` +
        '"delivery":{"secretDelivery":"claim","claimWindow":"24h"},"acceptTerms":"2026-01"}',
    );
  });
});
