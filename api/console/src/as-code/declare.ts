import { given, labelOf, type CodeValue, type Declaration, type Raw } from './declaration';
import { quoted } from './typescript';

/** What the declarations of all keys are made of, as the API shows it. */
interface KeyShown {
  readonly id: string;
  readonly client_id: string;
  readonly enabled: boolean;
  readonly expires_at: string;
  readonly secret_delivery: string;
  readonly rotation: {
    readonly every: string | null;
    readonly overlap: string | null;
    readonly early_window: string | null;
  } | null;
}

export interface AccountShown {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly role_ids: readonly string[];
  readonly enabled: boolean;
}

export function declareServiceAccount(account: AccountShown): Declaration {
  const { id, name, description, role_ids, enabled } = account;
  const attributes = given<CodeValue>({
    name,
    description,
    role_ids: role_ids.length > 0 ? role_ids : null,
    enabled: enabled ? null : false,
  });
  const roles = role_ids.map((role) => `Role.fromRoleId(this, ${quoted(role)}, ${quoted(role)})`);
  return {
    id,
    resource: 'keyplane_service_account',
    label: labelOf(name, id),
    attributes,
    construct: {
      name: 'ServiceAccount',
      imports: roles.length > 0 ? ['Role'] : [],
      props: given<CodeValue | Raw>({
        name,
        description,
        roles: roles.length > 0 ? { raw: `[${roles.join(', ')}]` } : null,
        enabled: enabled ? null : false,
      }),
    },
    call: { path: '/v1/service-accounts', body: attributes },
  };
}

interface KeyParts {
  readonly resource: string;
  readonly path: string;
  readonly name: string | null;
  /** What only keys of this kind have. */
  readonly own: Readonly<Record<string, CodeValue | null>>;
  readonly construct: {
    readonly name: string;
    readonly imports: readonly string[];
    readonly props: Readonly<Record<string, CodeValue | Raw | null>>;
  } | null;
}

function declareKey(key: KeyShown, parts: KeyParts): Declaration {
  const { id, expires_at, enabled } = key;
  const rotation = key.rotation?.every ? given<CodeValue>(key.rotation) : null;
  const attributes = given<CodeValue>({
    ...parts.own,
    expires_at,
    enabled: enabled ? null : false,
    rotation,
  });
  const expires = expires_at === 'never' ? 'Expiry.never()' : `Expiry.at(${quoted(expires_at)})`;
  const { construct } = parts;
  return {
    id,
    resource: parts.resource,
    label: labelOf(parts.name ?? '', id),
    attributes,
    construct: construct && {
      name: construct.name,
      imports: ['Expiry', ...(rotation ? ['Rotation'] : []), ...construct.imports],
      props: given<CodeValue | Raw>({
        ...construct.props,
        expires: { raw: expires },
        enabled: enabled ? null : false,
        rotation: rotationCode(key),
      }),
    },
    call: { path: parts.path, body: attributes },
  };
}

function rotationCode({ rotation }: KeyShown): Raw | null {
  if (!rotation?.every) return null;
  const options = [
    ...(rotation.overlap ? [`overlap: ${quoted(rotation.overlap)}`] : []),
    ...(rotation.early_window ? [`earlyWindow: ${quoted(rotation.early_window)}`] : []),
  ];
  const second = options.length > 0 ? `, { ${options.join(', ')} }` : '';
  return { raw: `Rotation.every(${quoted(rotation.every)}${second})` };
}

export function declareApplicationKey(
  key: KeyShown & { readonly description: string | null },
): Declaration {
  const { description } = key;
  return declareKey(key, {
    resource: 'keyplane_application_key',
    path: '/v1/application-keys',
    name: description,
    own: { description },
    construct: { name: 'ApplicationKey', imports: [], props: { description } },
  });
}

export function declareServiceAccountKey(
  key: KeyShown & { readonly name: string; readonly service_account_id: string },
): Declaration {
  const { name, service_account_id: accountId } = key;
  const account = `ServiceAccount.fromServiceAccountId(this, 'Account', ${quoted(accountId)})`;
  return declareKey(key, {
    resource: 'keyplane_service_account_key',
    path: '/v1/service-account-keys',
    name,
    own: { service_account_id: accountId, name },
    construct: {
      name: 'ServiceAccountKey',
      imports: ['ServiceAccount'],
      props: { serviceAccount: { raw: account }, name },
    },
  });
}

/** A personal token has no construct, because only its member could apply the stack. */
export function declareServiceKeyToken(
  key: KeyShown & {
    readonly name: string | null;
    readonly service_key_id: string;
    readonly kind: 'personal' | 'shared';
  },
): Declaration {
  const { name, service_key_id: serviceKeyId, kind } = key;
  return declareKey(key, {
    resource: 'keyplane_service_key_token',
    path: '/v1/service-key-tokens',
    name,
    own: { service_key_id: serviceKeyId, kind, name },
    construct:
      kind === 'personal'
        ? null
        : {
            name: 'ServiceKeyToken',
            imports: [],
            props: { serviceKey: { raw: `{ serviceKeyId: ${quoted(serviceKeyId)} }` }, name },
          },
  });
}
