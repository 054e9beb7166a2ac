import { unknown } from '../../../../provider/terraform-plugin';
import {
  planRecreation,
  type RecreationRequest,
} from '../../../../provider/resources/keys/expired';

const EXPIRED = '2030-01-31T00:00:00.000Z';

function planned(
  config: Partial<RecreationRequest['config']>,
  state = 'expired',
): { readonly replaced: string[]; readonly said: string[] } {
  const replaced: string[] = [];
  const said: string[] = [];
  planRecreation(
    'Key "k" (sak_1)',
    {
      config: { expires_at: null, expires_in: null, recreate_if_expired: true, ...config },
      priorState: {
        expires_at: EXPIRED,
        expires_in: '30d',
        state,
        created_at: '2030-01-01T00:00:00.000Z',
      },
    },
    { requireReplace: (name) => void replaced.push(name) },
    {
      hasErrors: false,
      warning: ({ summary, detail }) => void said.push(`warning: ${summary}. ${detail}`),
      error: ({ summary, detail }) => void said.push(`error: ${summary}. ${detail}`),
    },
  );
  return { replaced, said };
}

describe('recreate_if_expired', () => {
  it('replaces an expired key, and the plan says what that means for its users', () => {
    const { replaced, said } = planned({ expires_in: '30d' });
    expect(replaced).toEqual(['state']);
    expect(said).toEqual([
      expect.stringMatching(/^warning: Key "k" \(sak_1\) has expired and will be recreated/),
    ]);
    expect(said[0]).toContain('another ID, client ID and secret');
  });

  it.each<[string, Partial<RecreationRequest['config']>]>([
    ['an expired key if it is not set', { expires_in: '30d', recreate_if_expired: null }],
    ['an expired key if it is false', { expires_in: '30d', recreate_if_expired: false }],
    [
      'an expired key while its value is unknown',
      { expires_in: '30d', recreate_if_expired: unknown },
    ],
    ['a key that a later expiry replaces anyway', { expires_at: '2030-03-01T00:00:00Z' }],
    ['a key that a longer period replaces anyway', { expires_in: '90d' }],
  ])('does nothing for %s', (_what, config) => {
    expect(planned(config)).toEqual({ replaced: [], said: [] });
  });

  it('does nothing for a key that has not expired', () => {
    expect(planned({ expires_in: '30d' }, 'active')).toEqual({ replaced: [], said: [] });
  });

  it('refuses to create a key whose expires_at is in the past', () => {
    for (const expires_at of [EXPIRED, '2029-01-01T00:00:00Z']) {
      const { replaced, said } = planned({ expires_at });
      expect(replaced).toEqual([]);
      expect(said).toEqual([expect.stringMatching(/^error: .*`expires_at` is in the past/)]);
    }
  });

  it('replaces the key if its new expires_at is known only after apply', () => {
    expect(planned({ expires_at: unknown }).replaced).toEqual(['state']);
  });
});
