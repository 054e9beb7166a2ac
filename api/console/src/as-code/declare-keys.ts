import { given, labelOf, Raw, type CodeValue, type Declaration } from './declaration';
import { REFERRED, referenceComment } from './referred';
import { quoted } from './typescript';

/** What the declarations of all keys are made of, as the API shows it or as a form stands. */
interface KeyGiven {
  /** `null` if the key has not been created yet. */
  readonly id: string | null;
  readonly enabled?: boolean;
  readonly expires_at?: string;
  readonly expires_in?: string;
  readonly secret_delivery?: string;
  readonly rotation?: {
    readonly every: string | null;
    readonly overlap: string | null;
    readonly early_window: string | null;
  } | null;
}

interface KeyParts {
  readonly resource: string;
  readonly path: string;
  readonly name: string | null;
  /** What only keys of this kind have. */
  readonly own: Readonly<Record<string, CodeValue | null>>;
  readonly comments?: Readonly<Record<string, string>>;
  readonly construct:
    | {
        readonly name: string;
        readonly props: Readonly<Record<string, CodeValue | Raw | null>>;
        readonly comments?: Readonly<Record<string, string>>;
      }
    | string;
}

function declareKey(key: KeyGiven, parts: KeyParts): Declaration {
  const { id, expires_at, expires_in, enabled } = key;
  const rotation = key.rotation?.every ? given<CodeValue>(key.rotation) : null;
  const attributes = given<CodeValue>({
    ...parts.own,
    expires_at,
    expires_in,
    enabled: enabled === false ? false : null,
    rotation,
  });
  return {
    id,
    resource: parts.resource,
    label: labelOf(parts.name ?? '', id),
    title: parts.name ?? id ?? '',
    attributes,
    ...(parts.comments && { comments: parts.comments }),
    construct: constructOf(key, parts),
    call: { path: parts.path, body: attributes },
  };
}

/** Keyplane does not keep a recipient, and the library knows no other way to keep a delivery. */
const NEEDS_RECIPIENT =
  'A construct of this key needs the public key that its secret is encrypted for, or with which its ' +
  'owner signs. Keyplane does not show that key. Declare this key in HCL.';

function constructOf(key: KeyGiven, { construct }: KeyParts): Declaration['construct'] {
  const { enabled, secret_delivery: delivery } = key;
  if (typeof construct === 'string') return construct;
  if (delivery === 'encrypted' || delivery === 'public_key') return NEEDS_RECIPIENT;
  const expires = expiryCode(key);
  const rotation = rotationCode(key);
  const isClaimed = delivery === 'claim';
  return {
    name: construct.name,
    imports: [
      ...(expires ? ['Expiry'] : []),
      ...(rotation ? ['Rotation'] : []),
      ...(isClaimed ? ['SecretDelivery'] : []),
    ],
    props: given<CodeValue | Raw>({
      ...construct.props,
      expires,
      enabled: enabled === false ? false : null,
      rotation,
      delivery: isClaimed ? new Raw('SecretDelivery.claim()') : null,
    }),
    ...(construct.comments && { comments: construct.comments }),
  };
}

export function expiryCode({
  expires_at,
  expires_in,
}: Pick<KeyGiven, 'expires_at' | 'expires_in'>): Raw | null {
  if (expires_in !== undefined) return new Raw(`Expiry.after(${quoted(expires_in)})`);
  if (expires_at === undefined) return null;
  return new Raw(expires_at === 'never' ? 'Expiry.never()' : `Expiry.at(${quoted(expires_at)})`);
}

function rotationCode({ rotation }: KeyGiven): Raw | null {
  if (!rotation?.every) return null;
  const options = [
    ...(rotation.overlap ? [`overlap: ${quoted(rotation.overlap)}`] : []),
    ...(rotation.early_window ? [`earlyWindow: ${quoted(rotation.early_window)}`] : []),
  ];
  const second = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  return new Raw(`Rotation.every(${quoted(rotation.every)}${second})`);
}

export function declareApplicationKey(
  key: KeyGiven & { readonly description: string | null },
): Declaration {
  const { description } = key;
  return declareKey(key, {
    resource: 'keyplane_application_key',
    path: '/v1/application-keys',
    name: description,
    own: { description },
    construct: { name: 'ApplicationKey', props: { description } },
  });
}

/** @param accountName of the service account, if it is known */
export function declareServiceAccountKey(
  key: KeyGiven & { readonly name: string; readonly service_account_id: string },
  accountName?: string,
): Declaration {
  const { name, service_account_id: accountId } = key;
  const comment = referenceComment(REFERRED.serviceAccount, [accountName]);
  return declareKey(key, {
    resource: 'keyplane_service_account_key',
    path: '/v1/service-account-keys',
    name,
    own: { name, service_account_id: accountId },
    comments: given({ service_account_id: comment }),
    construct: {
      name: 'ServiceAccountKey',
      props: { name, serviceAccount: { serviceAccountId: accountId } },
    },
  });
}

/** @param serviceKeyName of the service key, if it is known */
export function declareServiceKeyToken(
  key: KeyGiven & {
    readonly name: string | null;
    readonly service_key_id: string;
    readonly kind: 'personal' | 'shared';
    /** The version of the terms that the person agreed to; empty if they have not agreed yet. */
    readonly accept_terms?: string;
  },
  serviceKeyName?: string,
): Declaration {
  const { name, service_key_id: serviceKeyId, kind } = key;
  const acceptTerms = key.accept_terms || null;
  return declareKey(key, {
    resource: 'keyplane_service_key_token',
    path: '/v1/service-key-tokens',
    name,
    own: { kind, name, accept_terms: acceptTerms, service_key_id: serviceKeyId },
    comments: given({ service_key_id: referenceComment(REFERRED.serviceKey, [serviceKeyName]) }),
    construct:
      kind === 'personal'
        ? 'The construct library declares shared tokens only, because only the member can apply the stack of a personal one.'
        : {
            name: 'ServiceKeyToken',
            props: { name, acceptTerms, serviceKey: { serviceKeyId } },
          },
  });
}
