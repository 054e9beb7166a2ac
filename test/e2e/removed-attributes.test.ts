import { createKeyplaneProvider } from '../../provider/provider';
import { createFederationApi } from '../api/federation/support/federation-api';
import { createTerraformWorkspace } from '../support/terraform';
import { providerBlock, serveKeyplaneProvider } from './support/keyplane-workspace';
import { drawPublicJwk } from './support/one-of-each';

/** One optional attribute, set in one apply and absent from the next. */
interface Removal {
  readonly type: string;
  readonly attribute: string;
  /** The lines that are removed. */
  readonly set: string;
  /** The value in the state afterwards. */
  readonly then: unknown;
  /** Lines that stay. */
  readonly stays?: string;
}

/**
 * The attributes of every resource of a type. No two are equal, so that they cannot be confused.
 */
const BASE: Readonly<Record<string, (name: string) => string>> = {
  application_key: () => '',
  service_account_key: (name) =>
    `service_account_id = keyplane_service_account.base.id
  name = "${name}"
  expires_at = "never"`,
  service_key_token: () => 'service_key_id = keyplane_service_key.base.id\n  kind = "shared"',
  service_account: (name) => `name = "${name}"`,
  role: (name) => `name = "${name}"\n  permissions = ["reports.read"]`,
  group: (name) => `name = "${name}"`,
  member: (name) => `name = "Ada"\n  team_role = "user"\n  email = "${name}@default.example"`,
  federated_identity: (name) =>
    `service_account_id = keyplane_service_account.base.id
  name = "${name}"
  issuer = "https://issuer.example.com"`,
  service_key: (name) => `name = "${name}"\n  accept_terms = "2026-11"`,
};

/** Lines that distinguish objects without a name, unless the removal is about these lines. */
const APART: Readonly<Record<string, string>> = {
  application_key: 'description',
  service_key_token: 'name',
};

const SHARED = `
data "keyplane_whoami" "owner" {}
resource "keyplane_service_account" "base" {
  name = "base"
}
resource "keyplane_service_key" "base" {
  name         = "base"
  accept_terms = "2026-11"
}
resource "keyplane_role" "base" {
  name        = "base"
  permissions = ["reports.read"]
}
resource "keyplane_member" "base" {
  email     = "base@default.example"
  name      = "Base"
  team_role = "user"
}
`;

const PROTECTED = [...Object.keys(BASE)].filter((type) => type !== 'group');
const jwk = `jsonencode(${JSON.stringify(drawPublicJwk())})`;
const SUBJECT = 'subject_pattern = "repo:acme/app:ref:refs/heads/main"';

const ofEvery = (types: readonly string[], removal: Omit<Removal, 'type'>): readonly Removal[] =>
  types.map((type) => ({ type, ...removal }));
const KEYS = ['application_key', 'service_account_key', 'service_key_token'];
const CLAIMED = 'secret_delivery = "claim"';

const REMOVALS: readonly Removal[] = [
  ...['application_key', 'service_account', 'role', 'group', 'service_key'].map((type) => ({
    type,
    attribute: 'description',
    set: 'description = "for the tests"',
    then: null,
  })),
  ...ofEvery(PROTECTED, {
    attribute: 'protect_used_within',
    set: 'protect_used_within = "30d"',
    then: null,
  }),
  ...ofEvery(PROTECTED, {
    attribute: 'protect_action',
    set: 'protect_action = "error"',
    then: null,
  }),
  ...ofEvery([...KEYS, 'service_account', 'federated_identity'], {
    attribute: 'enabled',
    set: 'enabled = false',
    then: true,
  }),
  ...ofEvery(KEYS, {
    attribute: 'recreate_if_expired',
    set: 'recreate_if_expired = true',
    then: null,
  }),
  ...ofEvery(KEYS, {
    attribute: 'rotation',
    set: 'rotation = { every = "30d" }',
    then: null,
  }),
  ...ofEvery(KEYS, {
    attribute: 'recipient_jwk',
    set: `recipient_jwk = ${jwk}`,
    then: null,
  }),
  ...ofEvery(KEYS, {
    attribute: 'claim_window',
    set: 'claim_window = "1h"',
    stays: CLAIMED,
    then: null,
  }),
  ...ofEvery(['service_account_key', 'service_key_token'], {
    attribute: 'claimant_id',
    set: 'claimant_id = keyplane_service_account.base.id',
    stays: CLAIMED,
    then: null,
  }),
  ...ofEvery(KEYS, {
    attribute: 'secret_delivery',
    set: 'secret_delivery = "claim"',
    then: 'claim',
  }),
  ...ofEvery(['application_key', 'service_key_token'], {
    attribute: 'expires_at',
    set: 'expires_at = "2100-01-01T00:00:00Z"',
    then: 'never',
  }),
  ...ofEvery(['application_key', 'service_key_token'], {
    attribute: 'expires_in',
    set: 'expires_in = "30d"',
    then: null,
  }),
  { type: 'service_key_token', attribute: 'name', set: 'name = "app"', then: null },
  {
    type: 'service_account',
    attribute: 'role_ids',
    then: [],
    set: 'role_ids = [keyplane_role.base.id]',
  },
  {
    type: 'group',
    attribute: 'member_ids',
    then: [],
    set: 'member_ids = [keyplane_member.base.id]',
  },
  { type: 'group', attribute: 'topics', set: 'topics = ["account_alerts"]', then: [] },
  {
    type: 'federated_identity',
    attribute: 'subject_pattern',
    set: SUBJECT,
    then: null,
    stays: 'claims = { repository_id = "123456", repository_owner_id = "654321" }',
  },
  {
    type: 'federated_identity',
    attribute: 'claims',
    then: {},
    set: 'claims = { environment = "production" }',
  },
  {
    type: 'federated_identity',
    attribute: 'allow_pull_requests',
    then: false,
    set: 'allow_pull_requests = true',
  },
  {
    type: 'federated_identity',
    attribute: 'replay_protection',
    then: false,
    set: 'replay_protection = true',
  },
  {
    type: 'federated_identity',
    attribute: 'audience',
    then: expect.stringMatching(/^http:\/\/127/),
    set: 'audience = "https://keys.example.com"',
  },
  {
    type: 'service_key',
    attribute: 'services',
    set: 'services = [{ service_id = "detect", billing_policy = "free" }]',
    then: [{ service_id: 'detect', billing_policy: 'free', model_ids: [], wallet_id: null }],
  },
  {
    type: 'service_key',
    attribute: 'member_ids',
    then: [expect.stringMatching(/^mem_/)],
    set: 'member_ids = [data.keyplane_whoami.owner.id]',
  },
];

/** Optional attributes that the table leaves out, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'application_key.public_jwk': 'the plan asks for another secret_delivery',
  'service_account_key.public_jwk': 'the plan asks for another secret_delivery',
  'service_key_token.public_jwk': 'the plan asks for another secret_delivery',
  'application_key.recipient_pem': 'the same as recipient_jwk',
  'service_account_key.recipient_pem': 'the same as recipient_jwk',
  'service_key_token.recipient_pem': 'the same as recipient_jwk',
  'service_account_key.expires_at': 'exactly one of expires_at and expires_in is required',
  'service_account_key.expires_in': 'exactly one of expires_at and expires_in is required',
  'service_key.accept_terms': 'write-only',
  'service_key.notify': 'write-only',
  'service_key_token.accept_terms': 'write-only',
  'team_policy.max_key_lifetime': 'a team has one policy: team-policy-resource.test.ts removes it',
  'team_policy.require_expiry': 'a team has one policy: team-policy-resource.test.ts removes it',
  'team_policy.allowed_secret_deliveries':
    'a team has one policy: team-policy-resource.test.ts removes it',
};

function blockOf({ type, attribute, set, stays = '' }: Removal, at: number, isSet: boolean) {
  const apart = APART[type];
  const needsSubject = type === 'federated_identity' && attribute !== 'subject_pattern';
  return `
resource "keyplane_${type}" "x${at}" {
  ${BASE[type]?.(`x${at}`) ?? ''}
  ${apart === undefined || apart === attribute ? '' : `${apart} = "x${at}"`}
  ${needsSubject ? SUBJECT : ''}
  ${stays}
  ${isSet ? set : ''}
}
`;
}

const nameOf = ({ type, attribute }: Removal) => `${type}.${attribute}`;

describe('an optional attribute that is removed from the configuration', () => {
  it('is in the table of this test, or its omission has a reason', () => {
    const optional = createKeyplaneProvider().resources.flatMap(({ name, schema }) =>
      Object.entries(schema)
        .filter(([, { spec }]) => !['required', 'computed'].includes(spec.presence))
        .map(([attribute]) => `${name.replace('keyplane_', '')}.${attribute}`),
    );
    const known = [...REMOVALS.map(nameOf), ...Object.keys(LEFT_OUT)];
    expect([...known].sort()).toEqual([...optional].sort());
  });

  it('has its documented default again, or keeps its value if the schema says so', async () => {
    const api = await createFederationApi();
    const services = [{ id: 'detect', name: 'Detect', free: true, billing_policies: ['free'] }];
    await api.as(api.operator).put('/v1/catalog').send({ services }).expect(200);
    const served = await serveKeyplaneProvider({ now: () => api.clock.now() });
    const workspace = await createTerraformWorkspace({
      files: { 'provider.tf': providerBlock(api), 'main.tf': '' },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    const configure = (isSet: boolean) =>
      workspace.write({
        'main.tf': SHARED + REMOVALS.map((removal, at) => blockOf(removal, at, isSet)).join(''),
      });
    try {
      await workspace.init();
      await configure(true);
      await workspace.apply();
      await configure(false);
      await workspace.apply('-parallelism=1');
      // The state then has the value that Keyplane has.
      await workspace.apply('-refresh-only');
      const { values } = await workspace.show();
      const found = new Map(
        values?.root_module.resources?.map(({ address, values: now }) => [address, now]),
      );
      const actual = REMOVALS.map((removal, at) => [
        nameOf(removal),
        found.get(`keyplane_${removal.type}.x${at}`)?.[removal.attribute],
      ]);
      expect(actual).toEqual(REMOVALS.map((removal) => [nameOf(removal), removal.then]));
      const plan = await workspace.plan({ detailedExitCode: true });
      expect(plan.exitCode).toBe(0);
    } finally {
      await workspace.cleanup();
      await served.close();
      await api.close();
    }
  });
});
