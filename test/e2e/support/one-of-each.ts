import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import type { FederationApi } from '../../api/federation/support/federation-api';

export const TERMS = '2026-11';

/** An object that was created without Terraform, and how a user would declare it by hand. */
export interface Importable {
  /** The resource's address. */
  readonly address: string;
  readonly id: string;
  readonly hcl: string;
  /** The one attribute that Keyplane does not keep, if the declaration has it. */
  readonly unknowable?: string;
}

const SERVICES = [
  { id: 'detect', name: 'Detect', free: true, billing_policies: ['free'] },
  {
    id: 'text',
    name: 'Text',
    free: false,
    billing_policies: ['pay_as_you_go'],
    models: [
      {
        id: 'large',
        name: 'Large',
        currency: 'EUR',
        parameters: [{ name: 'tokens', maximum: '100000' }],
        prices: [{ price: '0.000001', unit: 'token', quantities: ['tokens'] }],
      },
    ],
  },
];

/** One object of every kind in every possible state, created through the API. */
export async function makeOneOfEach(api: FederationApi): Promise<readonly Importable[]> {
  const owner = api.as(api.team.owner);
  const made: Importable[] = [];
  await api.as(api.operator).put('/v1/catalog').send({ services: SERVICES }).expect(200);

  async function post(path: string, body: object, status = 201) {
    const { body: answer } = await owner.post(path).send(body).expect(status);
    return answer as { readonly id: string; readonly [name: string]: unknown };
  }
  function declare(type: string, name: string, id: string, lines: string, unknowable?: string) {
    const address = `keyplane_${type}.${name}`;
    const hcl = `resource "keyplane_${type}" "${name}" {\n${lines}\n}\n`;
    made.push({ address, id, hcl, ...(unknowable !== undefined && { unknowable }) });
  }

  const permissions = ['reports.read', 'invoices.read'];
  const role = await post('/v1/roles', { name: 'reader', description: 'Reads\nall', permissions });
  declare(
    ...(['role', 'reader', role.id] as const),
    `name = "reader"
     description = "Reads\\nall"
     permissions = ["reports.read", "invoices.read"]`,
  );
  const bare = await post('/v1/roles', { name: 'bare', permissions: [] });
  declare('role', 'bare', bare.id, 'name = "bare"\npermissions = []');

  const account = await post('/v1/service-accounts', { name: 'ci', role_ids: [role.id] });
  declare('service_account', 'ci', account.id, `name = "ci"\nrole_ids = ["${role.id}"]`);
  const idle = await post('/v1/service-accounts', { name: 'idle', enabled: false });
  declare('service_account', 'idle', idle.id, 'name = "idle"\nenabled = false\nrole_ids = []');

  const accountKey = async (name: string, body: object) =>
    post('/v1/service-account-keys', { service_account_id: account.id, name, ...body });
  const keyLines = (name: string, lines: string) =>
    `service_account_id = "${account.id}"\nname = "${name}"\n${lines}`;
  const SAK = 'service_account_key';
  const expired = await accountKey('expired', { expires_in: '1h' });
  api.clock.advance(2 * 3_600_000);
  declare(SAK, 'expired', expired.id, keyLines('expired', `expires_at = "${expired.expires_at}"`));
  const timed = await accountKey('timed', { expires_in: '30d' });
  declare(SAK, 'timed', timed.id, keyLines('timed', `expires_at = "${timed.expires_at}"`));
  const counted = await accountKey('counted', { expires_in: '30d' });
  declare(SAK, 'counted', counted.id, keyLines('counted', 'expires_in = "30d"'));
  const period = { every: '90d', overlap: '24h', early_window: null };
  const turning = await accountKey('turning', { expires_in: '364d', rotation: period });
  declare(
    ...([SAK, 'turning', turning.id] as const),
    keyLines('turning', 'expires_in = "52w"\nrotation = { every = "90d", overlap = "1d" }'),
  );
  const disabled = await accountKey('disabled', { expires_at: 'never', enabled: false });
  const disabledLines = keyLines('disabled', 'expires_at = "never"\nenabled = false');
  declare(SAK, 'disabled', disabled.id, disabledLines);
  const rotated = await accountKey('rotated', { expires_at: 'never' });
  await post(`/v1/service-account-keys/${rotated.id}/rotate`, { overlap: '1h' }, 200);
  declare(SAK, 'rotated', rotated.id, keyLines('rotated', 'expires_at = "never"'));
  const public_jwk = drawPublicJwk();
  const signing = await accountKey('signing', { expires_at: 'never', public_jwk });
  declare(
    ...([SAK, 'signing', signing.id] as const),
    keyLines('signing', `expires_at = "never"\npublic_jwk = jsonencode(${hcl(public_jwk)})`),
  );
  const recipient_jwk = drawPublicJwk();
  const encrypted = await accountKey('encrypted', { expires_at: 'never', recipient_jwk });
  declare(
    ...([SAK, 'encrypted', encrypted.id] as const),
    keyLines(
      'encrypted',
      `expires_at = "never"\nrecipient_jwk = jsonencode(${hcl(recipient_jwk)})`,
    ),
    'recipient_jwk',
  );
  const claim = { expires_at: 'never', secret_delivery: 'claim', claimant_id: idle.id };
  const claimed = await accountKey('claimed', claim);
  const claimLines = 'expires_at = "never"\nsecret_delivery = "claim"';
  declare(
    ...([SAK, 'claimed', claimed.id] as const),
    keyLines('claimed', `${claimLines}\nclaimant_id = "${idle.id}"`),
  );
  const windowed = await accountKey('windowed', { ...claim, claim_window: '1h' });
  declare(
    ...([SAK, 'windowed', windowed.id] as const),
    keyLines('windowed', `${claimLines}\nclaimant_id = "${idle.id}"\nclaim_window = "1h"`),
  );

  const laptop = await post('/v1/application-keys', { description: 'laptop' });
  declare('application_key', 'laptop', laptop.id, 'description = "laptop"');
  const unnamed = await post('/v1/application-keys', {});
  declare('application_key', 'unnamed', unnamed.id, '');
  const signed = await post('/v1/application-keys', { public_jwk: drawPublicJwk() });
  const signedLines = `public_jwk = jsonencode(${hcl(signed.public_jwk)})`;
  declare('application_key', 'signed', signed.id, signedLines);

  const trust = { repository_id: '123456', repository_owner_id: '654321' };
  const github = await api.trust(account.id, { name: 'GitHub', claims: trust });
  const { issuer, subject_pattern } = api.trustOf(account.id);
  declare(
    ...(['federated_identity', 'github', github.id] as const),
    `service_account_id = "${account.id}"
     name = "GitHub"
     issuer = "${issuer}"
     subject_pattern = "${subject_pattern}"
     claims = ${hcl(trust)}`,
  );

  const owned = api.team.owner.memberId;
  const { email, name } = (await owner.get(`/v1/members/${owned}`).expect(200)).body;
  const memberLines = (address: string, called: string, teamRole: string) =>
    `email = "${address}"\nname = "${called}"\nteam_role = "${teamRole}"`;
  declare('member', 'owner', owned, memberLines(email, name, 'owner'));
  const ada = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
  const invited = await post('/v1/members', ada);
  declare('member', 'ada', invited.id, memberLines('Ada@Example.com', 'Ada', 'user'));

  const full = { name: 'On call', member_ids: [owned], topics: ['account_alerts'] };
  const group = await post('/v1/groups', full);
  const fullLines = `name = "On call"\nmember_ids = ["${owned}"]\ntopics = ["account_alerts"]`;
  declare('group', 'full', group.id, fullLines);
  const empty = await post('/v1/groups', { name: 'Nobody' });
  declare('group', 'empty', empty.id, 'name = "Nobody"\nmember_ids = []');

  const wallet = await post('/v1/wallets', { name: 'calls', currency: 'EUR' });
  const credit = { charge_id: 'first', amount: '10', currency: 'EUR' };
  await api.as(api.operator).post(`/v1/wallets/${wallet.id}/credits`).send(credit).expect(200);
  declare('wallet', 'calls', wallet.id, 'name = "calls"\ncurrency = "EUR"');

  const { body: listed } = await owner.get('/v1/service-keys?plan=free').expect(200);
  const [free] = listed.items as { id: string; name: string }[];
  declare('service_key', 'free', free?.id ?? '', `name = "${free?.name}"`);
  const services = [
    { service_id: 'detect', billing_policy: 'free' },
    {
      service_id: 'text',
      billing_policy: 'pay_as_you_go',
      model_ids: ['large'],
      wallet_id: wallet.id,
    },
  ];
  const app = { name: 'app', accept_terms: TERMS, member_ids: [owned], services };
  const paid = await post('/v1/service-keys', app);
  declare(
    ...(['service_key', 'app', paid.id] as const),
    `name = "app"
     accept_terms = "${TERMS}"
     notify = true
     member_ids = ["${owned}"]
     services = [${services.map((service) => hcl(service)).join(', ')}]`,
  );

  const onKey = { service_key_id: paid.id };
  const shared = await post('/v1/service-key-tokens', { ...onKey, kind: 'shared', name: 'app' });
  const tokenLines = (kind: string, lines: string) =>
    `service_key_id = "${paid.id}"\nkind = "${kind}"\n${lines}`;
  const TOKEN = 'service_key_token';
  declare(TOKEN, 'shared', shared.id, tokenLines('shared', 'name = "app"'));
  const own = await post('/v1/service-key-tokens', { ...onKey, kind: 'personal' });
  declare(TOKEN, 'personal', own.id, tokenLines('personal', `accept_terms = "${TERMS}"`));
  const kept = { ...onKey, kind: 'shared', secret_delivery: 'claim' };
  const sealed = await post('/v1/service-key-tokens', kept);
  declare(TOKEN, 'sealed', sealed.id, tokenLines('shared', 'secret_delivery = "claim"'));
  return made;
}

export function drawPublicJwk(): JsonWebKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
}

/** A JSON object is also valid HCL. */
function hcl(value: unknown): string {
  return JSON.stringify(value);
}
