import type { KeyplaneClient } from '../../../provider/client';
import type { DiagnosticText } from '../../../provider/terraform-plugin';
import { prospectOf, warnOfUnclaimable } from '../../../provider/ephemeral/unclaimable-secret';

const DAY = 86_400_000;
const NOW = new Date('2030-01-01T00:00:00Z');

describe('the handling of a secret that these credentials may not claim', () => {
  const key = (
    state: 'waiting' | 'claimed' | 'over' | 'lost',
    claimable_until = '2030-01-01T00:00:01Z',
  ) => ({
    secret_claim: { state, claimable_until, claimant_id: null },
    secret_version: 7,
    revocation: null,
  });

  it.each([
    ['that waits', key('waiting'), 7, 'waiting'],
    ['that waits, of any version', key('waiting'), null, 'waiting'],
    ['that somebody has claimed', key('claimed'), 7, 'claimed'],
    ['whose window is over', key('waiting', '2030-01-01T00:00:00Z'), 7, 'over'],
    [
      'that was claimed before its window was over',
      key('claimed', '2029-12-31T00:00:00Z'),
      7,
      'over',
    ],
    ['that was erased', key('over'), 7, 'over'],
    ['that is lost', key('lost'), 7, 'over'],
    ['that was rotated away', key('waiting'), 6, 'over'],
    ['that was never kept', { ...key('waiting'), secret_claim: null }, 7, 'over'],
    [
      'of a revoked key',
      { ...key('waiting'), revocation: { revoked_at: '', revoked_by: '', reason: '' } },
      7,
      'over',
    ],
    ['of a key that is not shown', undefined, NOW.getTime() - 7 * DAY + 1, 'waiting'],
    ['of a key that is not shown, of any version', undefined, null, 'unknown'],
    [
      'of a key that is not shown, after the longest window',
      undefined,
      NOW.getTime() - 7 * DAY,
      'over',
    ],
  ])('knows whether the secret can still be claimed: one %s', (_what, shown, version, prospect) => {
    expect(prospectOf(shown, version, NOW)).toBe(prospect);
  });

  it('reports one warning for all keys of a run', () => {
    const said: DiagnosticText[] = [];
    const diagnostics = {
      warning: (text: DiagnosticText) => void said.push(text),
      error: (text: DiagnosticText) => void said.push(text),
      hasErrors: false,
    };
    const run = {} as KeyplaneClient;
    const reason =
      'This needs the permission service_account_keys.claim, which "ci" does not hold.';
    for (const keyId of ['sak_1', 'sak_2', 'tok_3']) {
      warnOfUnclaimable({ keyId, key: key('waiting'), reason }, run, diagnostics);
    }
    expect(said).toEqual([
      {
        summary: 'Secrets may not be claimed with these credentials',
        detail:
          "`secret` is null for sak_1 and for every other key whose secret the provider's credentials may " +
          `not claim. Keyplane's reason for sak_1: ${reason} The secret can be claimed until 2030-01-01T00:00:01Z.`,
      },
    ]);
  });
});
