import type { NameOf } from './declare-access';
import { given, labelOf, Raw, type CodeValue, type Declaration } from './declaration';
import { expiryCode } from './declare-keys';
import { REFERRED, referenceComment } from './referred';
import { quoted } from './typescript';

interface ServiceGiven {
  readonly service_id: string;
  readonly billing_policy: 'free' | 'pay_as_you_go';
  readonly model_ids?: readonly string[];
  readonly wallet_id?: string | null;
}

interface ServiceKeyGiven {
  /** `null` if the service key has not been created yet. */
  readonly id: string | null;
  readonly plan: 'free' | 'paid';
  readonly name: string;
  readonly description: string | null;
  readonly member_ids: readonly string[];
  readonly services: readonly ServiceGiven[];
  /** The version of the terms that was agreed to; empty if nobody has agreed yet. */
  readonly accept_terms: string;
  /** A token that is created together with the service key. */
  readonly shared_token?: FirstToken | null;
}

interface FirstToken {
  readonly name: string;
  readonly expires_at?: string;
  readonly expires_in?: string;
}

const ONE_FREE_KEY = 'Each team has exactly one free service key, so no call creates another one.';

export function declareServiceKey(
  key: ServiceKeyGiven,
  memberName: NameOf = () => undefined,
): Declaration {
  const { id, plan, name, description, member_ids, accept_terms, shared_token: token } = key;
  const label = labelOf(name, id);
  const services = key.services.map(serviceAttributes);
  const comment = referenceComment(REFERRED.member, member_ids.map(memberName));
  const body = given<CodeValue>({
    name,
    description,
    accept_terms: accept_terms || null,
    member_ids,
    services,
  });
  const { accept_terms: terms, services: enabled, ...settings } = body;
  return {
    id,
    resource: 'keyplane_service_key',
    label,
    title: name,
    attributes: given<CodeValue>({
      ...settings,
      accept_terms: id === null ? terms : null,
      services: plan === 'free' ? null : enabled,
    }),
    comments: given({ member_ids: comment }),
    ...(token && { more: [firstToken(token, label, accept_terms)] }),
    construct: {
      name: 'ServiceKey',
      imports: token ? ['Expiry'] : [],
      props: given<CodeValue>({ name, description, acceptTerms: accept_terms }),
      calls: [
        ...key.services.map(enableCall),
        ...(member_ids.length > 0 ? [`assign(${member_ids.map(quoted).join(', ')})`] : []),
        ...(token ? [addTokenCall(token)] : []),
      ],
    },
    call:
      plan === 'free'
        ? ONE_FREE_KEY
        : {
            path: '/v1/service-keys',
            body: { ...body, ...(token && { shared_token: tokenBody(token) }) },
          },
  };
}

const tokenBody = ({ name, expires_at, expires_in }: FirstToken) =>
  given<CodeValue>({ name, expires_at, expires_in });

function firstToken(token: FirstToken, serviceKey: string, acceptTerms: string): Declaration {
  return {
    id: null,
    resource: 'keyplane_service_key_token',
    label: labelOf(token.name, null),
    title: token.name,
    attributes: given<CodeValue | Raw>({
      kind: 'shared',
      ...tokenBody(token),
      accept_terms: acceptTerms || null,
      service_key_id: new Raw(`keyplane_service_key.${serviceKey}.id`),
    }),
    construct: 'The construct of the service key adds the token.',
    call: 'The call that creates the service key creates the token.',
  };
}

const addTokenCall = (token: FirstToken) =>
  `addToken(${quoted(token.name)}, { expires: ${expiryCode(token)?.code ?? 'Expiry.never()'} })`;

function serviceAttributes({ service_id, billing_policy, model_ids, wallet_id }: ServiceGiven) {
  return given<CodeValue>({
    service_id,
    billing_policy,
    model_ids: model_ids && model_ids.length > 0 ? model_ids : null,
    wallet_id,
  });
}

function enableCall({ service_id, billing_policy, model_ids = [], wallet_id }: ServiceGiven) {
  if (billing_policy === 'free') return `enableService(${quoted(service_id)})`;
  return (
    `enableService(${quoted(service_id)}, {\n` +
    `  wallet: { walletId: ${quoted(wallet_id ?? '')} },\n` +
    `  modelIds: [${model_ids.map(quoted).join(', ')}],\n})`
  );
}

export function declareWallet(wallet: {
  readonly id: string | null;
  readonly name: string;
  readonly currency: string;
}): Declaration {
  const { id, name, currency } = wallet;
  const attributes = { name, currency };
  return {
    id,
    resource: 'keyplane_wallet',
    label: labelOf(name, id),
    title: name,
    attributes,
    construct: { name: 'Wallet', imports: [], props: attributes },
    call: { path: '/v1/wallets', body: attributes },
  };
}

export function declareTeamPolicy(policy: {
  readonly id: string | null;
  readonly max_key_lifetime: string | null;
  readonly require_expiry: boolean;
  readonly allowed_secret_deliveries: readonly string[] | null;
}): Declaration {
  const { id, max_key_lifetime, allowed_secret_deliveries } = policy;
  const require_expiry = policy.require_expiry || null;
  const attributes = given<CodeValue>({
    max_key_lifetime,
    require_expiry,
    allowed_secret_deliveries,
  });
  return {
    id,
    resource: 'keyplane_team_policy',
    label: 'keys',
    title: 'Key policy',
    attributes,
    construct: {
      name: 'TeamPolicy',
      imports: [],
      props: given<CodeValue>({
        maxKeyLifetime: max_key_lifetime,
        requireExpiry: require_expiry,
        allowedSecretDeliveries: allowed_secret_deliveries,
      }),
    },
    call: {
      path: '/v1/team-policies',
      body: attributes,
      ...(id !== null && {
        note: 'A team has one policy. This call declares the same policy in another team.',
      }),
    },
  };
}
