import { describeLostState } from '../../../provider/client/lost-state';
import { missingSettings } from '../../../provider/missing-settings';
import { doubleExpiry } from '../../../provider/resources/keys/expiry';
import { expiryWarning } from '../../../provider/resources/keys/judgment';
import type { RotationCause } from '../../../provider/resources/keys/plan-rotation';
import { policyFaults } from '../../../provider/resources/keys/team-policy';
import {
  describeAwaitedPublicKey,
  describeLaterDelivery,
  describePostponement,
  describeRotation,
  describeUndecided,
} from '../../../provider/resources/keys/texts';
import {
  judgeUnknownUse,
  judgeUse,
  type Judgment,
} from '../../../provider/resources/protection/protection';
import {
  type GuardedFamily,
  losing,
  takenFrom,
  type Threat,
} from '../../../provider/resources/protection/threat';
import type { SeenUse } from '../../../provider/resources/protection/use-texts';
import { unmanagedText } from '../../../provider/resources/protection/warn-of-unmanaged';
import { type DiagnosticText, unknown } from '../../../provider/terraform-plugin';

type Case = readonly [name: string, text: DiagnosticText | undefined];

const LABEL = 'Service account key "deploy" (sak_1)';
const TIME = '2030-01-31T00:00:00.000Z';
const SOON = '2030-02-01T00:00:00.000Z';
const NOW = new Date(TIME);
const DELIVERIES = ['plain', 'claim', 'encrypted', 'public_key', unknown] as const;
const SECRET = {
  masked_secret: 'kps_AbCd…WxYz',
  secret_version: 17,
  public_jwk: null,
  expires_at: 'never',
  secret: 'kps_in_the_clear',
};
const PRESENT = [
  SECRET,
  { ...SECRET, kind: 'personal', expires_at: TIME },
  { ...SECRET, masked_secret: null, secret_version: null, expires_at: null, secret: null },
  { ...SECRET, masked_secret: null, public_jwk: '{}', secret: null },
];
const CAUSES: readonly RotationCause[] = [
  { kind: 'period', every: '30d', dueAt: TIME, asOf: SOON },
  { kind: 'period', every: '30d', dueAt: SOON, asOf: TIME },
  { kind: 'when_changed', names: [] },
  { kind: 'when_changed', names: ['image'] },
  { kind: 'when_changed', names: ['image', 'region'] },
  { kind: 'public_jwk' },
  { kind: 'interrupted' },
  { kind: 'lost' },
  { kind: 'restored', known: 17, present: 12 },
];

function rotationTexts(): readonly Case[] {
  return PRESENT.flatMap((present, at) => [
    ...CAUSES.flatMap((cause): readonly Case[] => [
      [`postponement ${cause.kind} ${at}`, describePostponement(LABEL, [cause], present, TIME)],
      [`public key ${cause.kind} ${at}`, describeAwaitedPublicKey(LABEL, [cause], present)],
      ...DELIVERIES.flatMap((delivery) =>
        [null, '1h', unknown].map((claimWindow): Case => [
          `rotation ${cause.kind} ${at} ${String(delivery)}`,
          describeRotation({
            label: LABEL,
            causes: [cause, cause],
            present,
            overlap: claimWindow === null ? '24h' : unknown,
            delivery,
            claimWindow,
          }),
        ]),
      ),
    ]),
    [`undecided ${at}`, describeUndecided({ label: LABEL, present, overlap: '1d' })] as const,
    ...DELIVERIES.flatMap((delivery) =>
      [['secret_delivery'], ['secret_delivery', 'claim_window']].map((changed): Case => [
        `delivery ${String(delivery)} ${at}`,
        describeLaterDelivery(LABEL, changed, present, delivery),
      ]),
    ),
  ]);
}

const FAMILIES = [
  '/v1/application-keys',
  '/v1/service-account-keys',
  '/v1/service-key-tokens',
  '/v1/service-accounts',
  '/v1/roles',
  '/v1/service-keys',
  '/v1/federated-identities',
  '/v1/members',
] as const satisfies readonly GuardedFamily[];

const many = (count: number) => Array.from({ length: count }, (_, at) => `reports.read_${at}`);

const THREATS: readonly Threat[] = [
  { kind: 'destroyed' },
  { kind: 'replaced' },
  { kind: 'tainted' },
  { kind: 'disabled' },
  { kind: 'cut-short', from: 'never', to: TIME },
  { kind: 'cut-short', from: SOON, to: TIME },
  ...[1, 2, 10, 11, 12].flatMap((count) =>
    takenFrom(many(count), {
      attribute: 'permissions',
      what: losing(many(count), 'permission'),
      consequence: 'Its keys lose these permissions',
    }),
  ),
];

const callers = (count: number) =>
  many(count).map((id, at) => ({
    kind: at === 0 ? ('address' as const) : ('service' as const),
    id,
    name: at === 1 ? null : id,
    uses: at + 1,
    last_used_at: TIME,
  }));
const identities = (count: number) =>
  many(count).map((id) => ({ id, name: id, last_used_at: TIME }));
const NO_USE = {
  id: 'sak_1',
  last_used_at: TIME,
  uses: 0,
  keys_used: 1,
  callers: [],
  other_callers: 0,
  as_of: SOON,
  identities: [],
  superseded: false,
};
const USES: readonly SeenUse[] = [
  NO_USE,
  { ...NO_USE, uses: 1 },
  { ...NO_USE, uses: 1, callers: callers(1) },
  { ...NO_USE, uses: 9, keys_used: 2, callers: callers(6), superseded: true },
  { ...NO_USE, uses: 9, keys_used: 3, callers: callers(6), other_callers: 5 },
  { ...NO_USE, keys_used: 0, identities: identities(1) },
  { ...NO_USE, uses: 2, callers: callers(2), identities: identities(7) },
];

function useTexts(): readonly Case[] {
  return FAMILIES.flatMap((family) =>
    THREATS.flatMap((threat) =>
      (['warn', 'error'] as const).flatMap((action) => {
        const subject = { family, id: 'sak_1', label: 'Object "deploy"' };
        const question = { subject, threats: [threat] as const, within: '7d', action };
        const case_ = (judgment: Judgment | undefined): Case => [
          `${family} ${threat.kind} ${action}`,
          judgment?.text,
        ];
        return [
          case_(judgeUnknownUse(question, 'Keyplane cannot be reached.')),
          ...USES.map((usage) => case_(judgeUse(question, usage))),
        ];
      }),
    ),
  );
}

function otherTexts(): readonly Case[] {
  const subject = { family: '/v1/members', id: 'mem_1', label: 'Member "Ada"' } as const;
  const dependents = many(12).map((what, at) => ({
    id: what,
    what: `key "${what}"`,
    state: 'active',
    createdBy: 'mem_1',
    lastUsedAt: at === 0 ? null : TIME,
  }));
  const files = (errored: number, backup: number) => {
    const file = (name: string, resourceCount: number) => ({
      path: name,
      exists: true,
      resourceCount,
      ids: [],
    });
    const state = file('/a/terraform.tfstate', 0);
    return { state, backup: file('/a/b', backup), errored: file('/a/errored', errored) };
  };
  const stack = {
    stack: 'payments',
    created_by_runs_count: 1,
    last_named_at: null,
    last_created_at: null,
  };
  const variables = {
    endpoint: 'A',
    client_id: 'B',
    client_secret: 'C',
    service_account_id: 'D',
    oidc_token: 'E',
  };
  const minutesLeft = [1, 2, 61, 120, 60 * 24, 60 * 48, 60 * 24 * 14];
  return [
    ...[1, 2, 10, 11, 12].map((count): Case => [
      `unmanaged ${count}`,
      unmanagedText(subject, dependents.slice(0, count)),
    ]),
    ...[undefined, files(1, 0), files(0, 2), files(0, 0)].flatMap((found, at) =>
      [1, 2].map((count): Case => [
        `lost state ${at} ${count}`,
        describeLostState({ ...stack, recorded_count: count }, found),
      ]),
    ),
    ['missing setting', missingSettings(['endpoint'], variables)],
    ['missing settings', missingSettings(['client_id', 'client_secret'], variables)],
    ...minutesLeft.map((minutes): Case => {
      const end = new Date(NOW.getTime() + minutes * 60_000).toISOString();
      const key = { id: 'sak_1', expires_at: end, created_at: '2029-01-01T00:00:00Z' };
      return [
        `expires in ${minutes} minutes`,
        expiryWarning(LABEL, { ...key, state: 'active', first_expires_at: end }, NOW),
      ];
    }),
    ...(['claim', 'plain'] as const).flatMap((delivery) =>
      [null, '730d'].flatMap((period) =>
        policyFaults(
          LABEL,
          { expiry: { expires_at: null, expires_in: period }, delivery },
          { max_key_lifetime: '1d', require_expiry: true, allowed_secret_deliveries: ['claim'] },
          NOW,
        ).map((text): Case => [`policy ${text.summary}`, text]),
      ),
    ),
    [
      'two expiries',
      doubleExpiry({
        config: { expires_at: TIME, expires_in: '1d' },
        prior: null,
      }),
    ],
  ];
}

/** Patterns that no text may contain, with their names. */
const FAULTS: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [/\bundefined\b|\bNaN\b|\[object/, 'a value of JavaScript'],
  [/\bInvalid Date\b/, 'an invalid date'],
  [/[^\s#] {2,}[^\s#]/, 'two spaces'],
  [
    /(?<![\d.,:-])\b1 (?:days|keys|hours|minutes|objects|others|permissions|times|accounts)\b/,
    '1 and a plural',
  ],
  [/\.\.|,\.|\.,| [.,]| ,/, 'doubled punctuation'],
  [/kps_in_the_clear/, 'a secret'],
];

function faultsOf({ summary, detail }: DiagnosticText): readonly string[] {
  const sentences = detail.split('\n').filter((line) => line !== '' && !isListed(line));
  const found = FAULTS.filter(([pattern]) => pattern.test([summary, ...sentences].join('\n')));
  return [
    ...found.map(([, fault]) => fault),
    ...(/^[A-Z`]/.test(summary) ? [] : ['a summary that begins in lower case']),
    ...(/\.$/.test(summary) ? ['a summary with a period'] : []),
    ...(sentences.every((text) => /^[A-Z0-9`/]/.test(text)) ? [] : ['a lower-case beginning']),
    ...(sentences.every((text) => /[.:]$/.test(text)) ? [] : ['a paragraph without a period']),
  ];
}

/** An element of a list, or a line of an example. */
function isListed(line: string): boolean {
  return line.startsWith(' ');
}

describe('the texts of warnings and errors', () => {
  it.each([
    ['a rotation', rotationTexts],
    ['recent use', useTexts],
    ['other subjects', otherTexts],
  ])('are complete sentences about %s, without a placeholder or a wrong plural', (_, texts) => {
    const cases = texts();
    expect(cases.length).toBeGreaterThan(20);
    const wrong = cases.flatMap(([name, text]) => {
      const faults = text === undefined ? ['no text'] : faultsOf(text);
      return faults.map((fault) => `${name}: ${fault}: ${text?.summary}: ${text?.detail}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['1 days are left.', '1 and a plural'],
    ['It ends at undefined.', 'a value of JavaScript'],
    ['It  ends.', 'two spaces'],
    ['it ends.', 'a lower-case beginning'],
    ['It ends', 'a paragraph without a period'],
  ])('are wrong if a detail is "%s": %s', (detail, fault) => {
    expect(faultsOf({ summary: 'It ends', detail })).toEqual([fault]);
  });
});
