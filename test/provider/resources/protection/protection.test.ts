import {
  judgeUnknownUse,
  judgeUse,
  type UseQuestion,
} from '../../../../provider/resources/protection/protection';
import { takenFrom, type Threat } from '../../../../provider/resources/protection/threat';
import type { SeenUse } from '../../../../provider/resources/protection/use-texts';
import { protectionFor } from '../../../../provider/resources/protection/protection-attributes';

const ID = 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab';
const LAST = '2030-01-05T10:00:00.000Z';
const SHOWN = '2030-01-05T10:00:00Z';

const question = (over: Partial<UseQuestion> = {}): UseQuestion => ({
  subject: {
    family: '/v1/service-account-keys',
    id: ID,
    label: 'Service account key "deploy"',
  },
  threats: [{ kind: 'destroyed' }],
  within: '7d',
  action: 'warn',
  ...over,
});

const usage = (over: Partial<SeenUse> = {}): SeenUse => ({
  id: ID,
  last_used_at: LAST,
  uses: 12,
  keys_used: 1,
  callers: [
    { kind: 'service', id: 'sa_1', name: 'billing', uses: 10, last_used_at: LAST },
    { kind: 'address', id: '192.0.2.7', name: null, uses: 2, last_used_at: LAST },
  ],
  other_callers: 0,
  as_of: '2030-01-08T12:00:30Z',
  identities: [],
  superseded: false,
  ...over,
});

const threatened = (threat: Threat, over: Partial<UseQuestion> = {}) =>
  judgeUse(question({ threats: [threat], ...over }), usage());

describe('the warning about a key in use', () => {
  it('is absent if nobody used the key within the period', () => {
    const before = usage({ keys_used: 0, uses: 0, callers: [] });
    expect(judgeUse(question({ action: 'error' }), before)).toBeUndefined();
    expect(judgeUse(question(), { ...before, last_used_at: null })).toBeUndefined();
  });

  it('names the key and its ID in the summary, so that Terraform does not merge two warnings', () => {
    expect(judgeUse(question(), usage())).toMatchObject({
      severity: 'warning',
      text: {
        summary: `Service account key "deploy" (${ID}) is in use and will be destroyed or forgotten`,
      },
    });
  });

  it('says when it was last used, how often, by whom, what ends, and what to do instead', () => {
    expect(judgeUse(question(), usage())?.text.detail).toBe(
      `It was used 12 times within the last 7d, last at ${SHOWN}:\n` +
        `  - 10 times at "billing" (sa_1), last at ${SHOWN}\n` +
        `  - 2 times from 192.0.2.7, last at ${SHOWN}\n` +
        '\n' +
        'Calls are counted up to 2030-01-08T12:00:30Z. Calls of the last minute may be missing.\n' +
        '\n' +
        'If Terraform destroys it: Every later call with it is refused. This cannot be undone: a new key has another client ID and ' +
        'secret. If Terraform only forgets it (`destroy = false`), nothing changes for its users.\n' +
        '\n' +
        'Instead, give its users another key, and destroy this one when nobody uses it. To see who still ' +
        'uses it, set `enabled = false` first: you can undo that at any time.',
    );
  });

  it('shows the first five callers and the number of others', () => {
    const [caller] = usage().callers;
    const callers = Array.from({ length: 7 }, (_, n) => ({ ...caller!, id: `sa_${n}` }));
    const detail = judgeUse(question(), usage({ callers, other_callers: 3 }))?.text.detail;
    expect(detail?.match(/at "billing"/g)).toHaveLength(5);
    expect(detail).toContain('  - and by 5 others\n');
    const one = judgeUse(question(), usage({ other_callers: 1 }))?.text.detail;
    expect(one).toContain('  - and by one other\n');
  });

  it('says that the key was used if there are no counts', () => {
    const detail = judgeUse(question(), usage({ uses: 0, callers: [] }))?.text.detail;
    expect(detail).toMatch(`It was used within the last 7d, last at ${SHOWN}.\n`);
  });

  it('says how many keys of an account were used', () => {
    const subject = {
      family: '/v1/service-accounts' as const,
      id: 'sa_9',
      label: 'Service account "ci"',
    };
    const of = (keys_used: number) =>
      judgeUse(question({ subject }), usage({ keys_used }))?.text.detail;
    expect(of(3)).toMatch(/^3 of its keys were used 12 times/);
    expect(of(1)).toMatch(/^One of its keys was used 12 times/);
    expect(of(1)).toContain('All its keys and federated identities end with it');
    const role = { ...subject, family: '/v1/roles' as const };
    const holding = judgeUse(question({ subject: role }), usage())?.text.detail;
    expect(holding).toMatch(/^One key with this role was used/);
  });

  it('names the federated identities that acted for an account', () => {
    const subject = {
      family: '/v1/service-accounts' as const,
      id: 'sa_9',
      label: 'Service account "ci"',
    };
    const identities = [{ id: 'fid_1', name: 'main', last_used_at: LAST }];
    const unused = usage({ keys_used: 0, uses: 0, callers: [], identities });
    expect(judgeUse(question({ subject }), unused)?.text.detail).toMatch(
      'Federated identities acted for it within the last 7d:\n' +
        `  - "main" (fid_1), last at ${SHOWN}\n\n`,
    );
    const both = judgeUse(question({ subject }), usage({ identities }))?.text.detail;
    expect(both).toMatch(/^One of its keys was used[^]*\n\nFederated identities acted for it/);
  });

  it.each<[Threat, string, string | undefined, string]>([
    [{ kind: 'replaced' }, 'will be replaced', undefined, 'create_before_destroy'],
    [{ kind: 'disabled' }, 'will be disabled', 'enabled', 'while it is disabled'],
    [
      { kind: 'cut-short', from: 'never', to: '2030-02-01T00:00:00Z' },
      'will expire earlier',
      'expires_at',
      'It will expire at 2030-02-01T00:00:00Z. Currently it never expires. After that, calls',
    ],
    [
      { kind: 'cut-short', from: '2031-02-01T00:00:00Z', to: '2030-02-01T00:00:00Z' },
      'will expire earlier',
      'expires_at',
      'It will expire at 2030-02-01T00:00:00Z. Currently it expires at 2031-02-01T00:00:00Z. After that, calls',
    ],
  ])(
    'explains the consequence of %j, at its attribute',
    (threat, predicate, attribute, consequence) => {
      const text = threatened(threat)?.text;
      expect(text?.summary).toContain(`is in use and ${predicate}`);
      expect(text?.attribute).toBe(attribute);
      expect(text?.detail).toContain(consequence);
    },
  );

  it('reports all changes of the key together', () => {
    const threats = [
      { kind: 'disabled' as const },
      ...takenFrom(['b.read', 'a.read'], {
        attribute: 'permissions',
        what: 'lose 2 permissions',
        consequence: 'Calls that need them are refused from then on',
      }),
    ] as const;
    const text = judgeUse(question({ threats: [threats[0], ...threats.slice(1)] }), usage())?.text;
    expect(text?.summary).toContain('will be disabled and lose 2 permissions');
    expect(text?.detail).toContain('from then on: `a.read` and `b.read`.');
  });

  it('names ten of the removed permissions and counts the others', () => {
    const taken = Array.from({ length: 13 }, (_, n) => `p${n + 10}.read`);
    const [threat] = takenFrom(taken, { attribute: 'a', what: 'w', consequence: 'C' });
    expect(threat).toMatchObject({
      consequence: expect.stringMatching(/`p19\.read` and 3 more\.$/),
    });
    expect(takenFrom([], { attribute: 'a', what: 'w', consequence: 'C' })).toEqual([]);
  });

  it('is an error if `protect_action` is "error", and says how to continue', () => {
    const refusal = judgeUse(question({ action: 'error' }), usage());
    expect(refusal?.severity).toBe('error');
    expect(refusal?.text.summary).toContain('is in use and must not be destroyed');
    expect(refusal?.text.detail).toContain(`KEYPLANE_PROTECT_EXCEPT=${ID}`);
    expect(judgeUse(question(), usage())?.text.detail).not.toContain('KEYPLANE_PROTECT');
  });

  it('is never an error for a key whose replacement exists', () => {
    const superseded = usage({ superseded: true });
    const leftOver = judgeUse(question({ action: 'error' }), superseded);
    expect(leftOver?.severity).toBe('warning');
    expect(leftOver?.text.detail).toContain(
      'A newer object with the same name has already replaced it',
    );
    const disabled = question({ action: 'error', threats: [{ kind: 'disabled' }] });
    expect(judgeUse(disabled, superseded)?.severity).toBe('error');
  });

  it('says so if the usage is unknown, and is an error only if `protect_action` is "error"', () => {
    const warning = judgeUnknownUse(question(), 'Keyplane did not answer.');
    expect(warning.severity).toBe('warning');
    expect(warning.text.summary).toContain('may be in use and will be destroyed');
    expect(warning.text.detail).toContain('Keyplane did not answer.');
    const error = judgeUnknownUse(question({ action: 'error' }), 'Keyplane did not answer.');
    expect(error.severity).toBe('error');
    expect(error.text.detail).toContain('KEYPLANE_PROTECT_EXCEPT');
  });
});

describe('the protection of a resource', () => {
  const provider = { usedWithin: '7d', action: 'warn' as const, except: new Set<string>() };
  const own = (protect_used_within: string | null, protect_action: string | null) => ({
    protect_used_within,
    protect_action,
  });

  it('has the provider’s value if the resource sets none', () => {
    expect(protectionFor(ID, own(null, null), provider)).toEqual({ within: '7d', action: 'warn' });
  });

  it('has the resource’s own value for each setting that the resource sets', () => {
    expect(protectionFor(ID, own('30d', null), provider)).toEqual({
      within: '30d',
      action: 'warn',
    });
    expect(protectionFor(ID, own(null, 'error'), provider)).toEqual({
      within: '7d',
      action: 'error',
    });
    const strict = { ...provider, action: 'error' as const };
    expect(protectionFor(ID, own(null, 'warn'), strict)?.action).toBe('warn');
  });

  it('is switched off by 0s, at the resource and at the provider', () => {
    expect(protectionFor(ID, own('0s', 'error'), provider)).toBeUndefined();
    expect(protectionFor(ID, own(null, null), { ...provider, usedWithin: '0s' })).toBeUndefined();
    expect(protectionFor(ID, own('1d', null), { ...provider, usedWithin: '0s' })).toBeDefined();
  });

  it('only warns about a resource that is listed as an exception', () => {
    const except = new Set([ID]);
    expect(protectionFor(ID, own(null, 'error'), { ...provider, except })?.action).toBe('warn');
    expect(protectionFor('sak_2', own(null, 'error'), { ...provider, except })?.action).toBe(
      'error',
    );
  });
});
