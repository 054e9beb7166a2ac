import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { applicationKeyFamily } from '../../../api/application-keys/application-key-family';
import { createFederatedIdentityBody } from '../../../api/federation/federated-identity-schemas';
import { patternFault } from '../../../api/federation/subject-pattern';
import { createGroupSchema } from '../../../api/groups/group-schemas';
import { createMemberSchema } from '../../../api/members/member-schemas';
import { createRoleSchema } from '../../../api/roles/role-schemas';
import { serviceAccountKeyFamily } from '../../../api/service-accounts/service-account-key-family';
import { createServiceAccountBody } from '../../../api/service-accounts/service-account-schemas';
import { createServiceKeyBody } from '../../../api/service-keys/service-key-schemas';
import { tokenFamily } from '../../../api/service-keys/token-family';
import { createTeamPolicySchema } from '../../../api/teams/team-policy-schemas';
import { createWalletSchema } from '../../../api/wallets/wallet-schemas';
import type { RuledCollection } from '../../../provider/client/extract-field-rules';
import { fieldRuleTable } from '../../../provider/client/generate-field-rules';
import { createKeyplaneProvider } from '../../../provider/provider';
import { fieldRule } from '../../../provider/definitions/field-rules';
import type { FieldRule } from '../../../provider/client/field-rule';
import { isIdRule, ruleViolations } from '../../../provider/definitions/rule-violations';

const BODIES: Readonly<Record<RuledCollection, z.ZodObject>> = {
  '/v1/application-keys': applicationKeyFamily.schemas.create,
  '/v1/federated-identities': createFederatedIdentityBody,
  '/v1/groups': createGroupSchema,
  '/v1/members': createMemberSchema,
  '/v1/roles': createRoleSchema,
  '/v1/service-account-keys': serviceAccountKeyFamily.schemas.create,
  '/v1/service-accounts': createServiceAccountBody,
  '/v1/service-key-tokens': tokenFamily.schemas.create,
  '/v1/service-keys': createServiceKeyBody,
  '/v1/team-policies': createTeamPolicySchema,
  '/v1/wallets': createWalletSchema,
};

const TEXTS = [
  '',
  'a',
  'ab',
  'a b',
  'é',
  '中文',
  '😀',
  '\u202Ea',
  'a\nb',
  'a\tb',
  'a\u0000',
  'A',
  'ABC',
  'EUR',
  'a'.repeat(200),
  'a'.repeat(201),
  '😀'.repeat(150),
  '😀'.repeat(201),
  'a'.repeat(2001),
  'a'.repeat(65),
  'é'.repeat(64).normalize('NFD'),
  'é'.repeat(65),
  '中'.repeat(64),
  'a@b',
  'ada@localhost',
  'ada@example.com',
  'a..b@example.com',
  'ada@example..com',
  `${'a'.repeat(250)}@example.com`,
  'Ada <ada@example.com>',
  '30d',
  '0d',
  '40000d',
  '36500d',
  '36501d',
  '876000h',
  '876001h',
  '1 h',
  '7d',
  '8d',
  '59s',
  '1m',
  'never',
  'Never',
  '2028-01-01T00:00:00Z',
  '2028-01-01t00:00:00z',
  '2028-01-01 00:00:00Z',
  '2028-02-30T00:00:00Z',
  '2027-12-31T23:59:60Z',
  '2028-01-01',
  '2028-01-01T00:00:00+24:00',
  'sa_0',
  'sa_',
  'SA_0',
  'mem_0',
  'mem_A',
  'role_01',
  'svk_1',
  'wal_1',
  `sa_${'0'.repeat(61)}`,
  'reports.read',
  'reports',
  'Reports.read',
  `${'a'.repeat(64)}.b`,
  'a.b.c',
  'plain',
  'claim',
  'mail',
  'owner',
  'root',
  'shared',
  'account_alerts',
  'free',
  'paid',
  'repo:a/b:c',
  'a b',
  'https://issuer.example.com',
  'x'.repeat(256),
  'x'.repeat(501),
];

/**
 * The kinds of values that a request may contain instead of a text, and how a text is converted to
 * each.
 */
const SHAPES: readonly ((text: string) => unknown)[] = [
  (text) => text,
  (text) => [text],
  (text) => ({ [text]: 'x' }),
  (text) => ({ x: text }),
];

/** The API removes spaces around these. The provider has its own rule for that. */
const isTrimmed = (text: string) => text.trim() !== text;

describe('the rules that a plan checks', () => {
  it('match the API’s OpenAPI document', async () => {
    const committed = path.join(__dirname, '../../../provider/client/generated/field-rules.json');
    expect(await readFile(committed, 'utf8')).toBe(fieldRuleTable());
  });

  it.each(Object.keys(BODIES) as RuledCollection[])(
    'refuse the same values as the schemas of %s',
    (collection) => {
      const { shape } = BODIES[collection];
      const differing: unknown[] = [];
      let judged = 0;
      for (const [field, schema] of Object.entries(shape)) {
        const rule = fieldRule(collection, field);
        for (const value of TEXTS.flatMap((text) => SHAPES.map((shaped) => shaped(text)))) {
          if (!fits(rule, value) || (typeof value === 'string' && isTrimmed(value))) continue;
          const isAccepted = (schema as z.ZodType).safeParse(value).success;
          judged += 1;
          if (isAccepted !== (ruleViolations(rule, value).length === 0)) {
            differing.push([field, value, isAccepted]);
          }
        }
      }
      expect(judged).toBeGreaterThan(50);
      expect(differing).toEqual([]);
    },
  );

  it.each([
    'a',
    'a*',
    '*',
    'a:*:c',
    'a:b:*',
    'a:b:c:*',
    'a:b:c/x*y/*z',
    'a:b:c:**',
    'a:b:c:*x*',
    '',
  ])('accept or refuse the subject pattern %j as the API does', (pattern) => {
    const rule = fieldRule('/v1/federated-identities', 'subject_pattern');
    const isAccepted = pattern !== '' && patternFault(pattern) === undefined;
    expect(ruleViolations(rule, pattern).length === 0).toBe(isAccepted);
  });

  it('apply to every attribute that is a field of a request', () => {
    const { resources } = createKeyplaneProvider();
    const unruled = resources.flatMap(({ name, schema }) => {
      const collection = `/v1/${name.replace('keyplane_', '').replaceAll('_', '-')}s`.replace(
        /(it|ic)ys$/,
        '$1ies',
      ) as RuledCollection;
      return Object.entries(schema).flatMap(([attribute, { spec }]) => {
        const isField = Object.keys(fieldRule(collection, attribute)).length > 0;
        // A rotation is judged as a whole: its periods depend on each other.
        const isConfigured = spec.presence !== 'computed' && attribute !== 'rotation';
        return isField && isConfigured && spec.validators.length === 0
          ? [`${name}.${attribute}`]
          : [];
      });
    });
    expect(resources.length).toBe(Object.keys(BODIES).length);
    expect(unruled).toEqual([]);
  });

  it('judge the form of IDs only in the plan, not in the validation', () => {
    const ids = ['sa_0', 'mem_0', 'role_0', 'svk_0', 'wal_0'];
    const isOfId = (rule: FieldRule) =>
      ids.some((id) => ruleViolations(rule, id).length === 0) &&
      ruleViolations(rule, 'id 0').length > 0 &&
      ids.some((id) => ruleViolations(rule, id).length > 0);
    const leaves = (rule: FieldRule): readonly FieldRule[] =>
      [rule, ...Object.values(rule.properties ?? {}), ...(rule.items ? [rule.items] : [])].flatMap(
        (each) => (each === rule ? [each] : leaves(each)),
      );
    const rules = Object.entries(BODIES).flatMap(([collection, { shape }]) =>
      Object.keys(shape).flatMap((field) =>
        leaves(fieldRule(collection as RuledCollection, field)),
      ),
    );
    const found = rules.filter((rule) => rule.pattern !== undefined && isOfId(rule));
    expect(found.length).toBeGreaterThan(8);
    expect(found.filter((rule) => !isIdRule(rule))).toEqual([]);
  });

  it('have words for each pattern that a value can break', () => {
    const wordless = (rule: FieldRule): readonly string[] => [
      ...(rule.pattern !== undefined && rule['x-must-be'] === undefined ? [rule.pattern] : []),
      ...Object.values(rule.properties ?? {}).flatMap(wordless),
      ...[rule.items, rule.additionalProperties].flatMap((each) => (each ? wordless(each) : [])),
    ];
    const found = Object.entries(BODIES).flatMap(([collection, { shape }]) =>
      Object.keys(shape).flatMap((field) =>
        wordless(fieldRule(collection as RuledCollection, field)).map((each) => [field, each]),
      ),
    );
    expect(found).toEqual([]);
  });

  it('say what a value must be and which part is wrong', () => {
    const problems = (collection: RuledCollection, field: string, value: unknown) =>
      ruleViolations(fieldRule(collection, field), value);
    expect(problems('/v1/members', 'email', 'ada@localhost')).toEqual([
      'must be an email address such as `ada@example.com`',
    ]);
    expect(problems('/v1/application-keys', 'expires_in', '40000d')).toEqual([
      'must be at most "36500d"',
    ]);
    expect(problems('/v1/application-keys', 'claim_window', '8d')).toEqual([
      'must be from "1m" to "7d"',
    ]);
    expect(problems('/v1/service-accounts', 'role_ids', ['role_0', 'sa_0'])).toEqual([
      {
        message: 'must be the ID of a role, which begins with `role_`. You gave "sa_0"',
        path: [{ elementKeyInt: 1 }],
        // A mock of the provider makes up IDs of another form, and only the validation sees them.
        isForPlan: true,
      },
    ]);
    const secret = `kps_${'Ab12'.repeat(12)}Z`;
    expect(problems('/v1/roles', 'permissions', ['reports.read', 'Reports', secret])).toEqual([
      {
        message: 'must be a permission such as `reports.read`. You gave "Reports"',
        path: [{ elementKeyInt: 1 }],
      },
      {
        message: 'must be a permission such as `reports.read`. You gave "kps_Ab12…b12Z"',
        path: [{ elementKeyInt: 2 }],
      },
    ]);
    expect(
      problems('/v1/service-keys', 'services', [{ service_id: 'a', billing_policy: 'barter' }]),
    ).toEqual([
      {
        message: 'must be one of "free", "pay_as_you_go"',
        path: [{ elementKeyInt: 0 }, { attribute: 'billing_policy' }],
      },
    ]);
  });
});

function fits(rule: ReturnType<typeof fieldRule>, value: unknown): boolean {
  const types = [rule.type ?? 'string'].flat();
  if (typeof value === 'string') return types.includes('string');
  if (Array.isArray(value)) return types.includes('array') && rule.items?.properties === undefined;
  return types.includes('object') && rule.additionalProperties !== undefined;
}
