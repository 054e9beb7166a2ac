import type { TestApi } from '../../support/api';
import { joinTeam, loadCatalog, type TestMember } from './team';

/** One object of each kind that Terraform declares, by its ID. */
export interface EveryKind {
  readonly role: string;
  readonly account: string;
  readonly accountName: string;
  readonly accountKey: string;
  readonly claimedKey: string;
  readonly applicationKey: string;
  readonly token: string;
  readonly wallet: string;
  readonly group: string;
  readonly serviceKey: string;
  readonly freeKeyName: string;
  readonly member: TestMember;
  readonly trust: string;
  readonly policy: string;
}

const TERMS = '2026-11';

/** @param run the headers of a Terraform run, if one creates the objects */
export async function makeEveryKind(
  api: TestApi,
  run: Readonly<Record<string, string>> = {},
): Promise<EveryKind> {
  await loadCatalog(api);
  const owner = api.as(api.team.owner);
  const post = async (path: string, body: object) => {
    const { body: created } = await owner.post(path).set(run).send(body).expect(201);
    return (created as { id: string }).id;
  };
  const accountName = 'Nightly "export" ${x} it\'s';
  const role = await post('/v1/roles', { name: 'reader', permissions: ['reports.read'] });
  const account = await post('/v1/service-accounts', {
    name: accountName,
    description: 'Two\nlines',
    role_ids: [role],
  });
  const key = { service_account_id: account, expires_in: '90d' };
  const accountKey = await post('/v1/service-account-keys', {
    ...key,
    name: 'deploy',
    enabled: false,
    rotation: { every: '30d', overlap: '24h' },
  });
  const claimedKey = await post('/v1/service-account-keys', {
    ...key,
    name: 'by-claim',
    secret_delivery: 'claim',
  });
  const trust = await post('/v1/federated-identities', {
    service_account_id: account,
    name: 'pipeline',
    issuer: 'https://ci.example.com',
    subject_pattern: 'repo:acme/app:ref:refs/heads/main',
    claims: { environment: 'prod', raw: 'x', 'https://acme.example/team': 'a' },
  });
  const applicationKey = await post('/v1/application-keys', { description: '我的 laptop' });
  const { body } = await owner.get('/v1/service-keys?plan=free').expect(200);
  const [free] = body.items as { id: string; name: string }[];
  const token = await post('/v1/service-key-tokens', {
    service_key_id: free?.id,
    kind: 'shared',
    name: 'web-shop',
    expires_at: 'never',
    accept_terms: TERMS,
  });
  const member = await joinTeam(api, 'user', run);
  const group = await post('/v1/groups', {
    name: 'On call',
    description: 'For nights',
    member_ids: [member.memberId],
    topics: ['account_alerts'],
  });
  const wallet = await post('/v1/wallets', { name: 'Main wallet', currency: 'EUR' });
  const serviceKey = await post('/v1/service-keys', {
    name: 'images',
    description: 'For the shop',
    accept_terms: TERMS,
    member_ids: [member.memberId],
    services: [
      {
        service_id: 'image-generation',
        billing_policy: 'pay_as_you_go',
        model_ids: ['image-standard'],
        wallet_id: wallet,
      },
    ],
  });
  const policy = await post('/v1/team-policies', {
    allowed_secret_deliveries: ['plain', 'claim'],
  });
  return {
    role,
    account,
    accountName,
    accountKey,
    claimedKey,
    applicationKey,
    token,
    wallet,
    group,
    serviceKey,
    freeKeyName: free?.name ?? '',
    member,
    trust,
    policy,
  };
}
