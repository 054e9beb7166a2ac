import { compactDecrypt } from 'jose';
import type { Keyring } from './keyring';
import {
  isKeyType,
  type Credential,
  type KeyplaneReader,
  type KeyType,
  type LiveKey,
} from './keyplane-reader';
import type { StateResource } from './terraform-state';

/** The credentials that the owner of a key had at the last inspection. */
export interface KnownCredential {
  readonly version: number;
  readonly credential: Credential;
}

/** The credentials by the IDs of the keys. */
export type KnownCredentials = ReadonlyMap<string, KnownCredential>;

export interface KeyInspection {
  readonly known: KnownCredentials;
  readonly problems: readonly string[];
}

export interface KeyInspectionRequest {
  readonly state: readonly StateResource[];
  readonly before: KnownCredentials;
  /** Every secret that was ever shown in plain text. */
  readonly secrets: ReadonlySet<string>;
  readonly keyring: Keyring;
  readonly reader: KeyplaneReader;
}

/** An overlap that is so short that it may be over before the inspection. */
const FLEETING_OVERLAP = '1s';

/**
 * Whether each owner can sign in with what the delivery in the state gives them, whether the credential
 * from before a rotation remains valid, and whether no other secret that was ever created is valid.
 */
export async function inspectKeys(request: KeyInspectionRequest): Promise<KeyInspection> {
  const { state, before, secrets, keyring, reader } = request;
  const known = new Map<string, KnownCredential>();
  const problems: string[] = [];
  const mayWork = new Set<string>();

  async function inspect(resource: StateResource, type: KeyType): Promise<void> {
    const { address, id, values } = resource;
    const key = await reader.key(id, type);
    const wrong = (text: string) => void problems.push(`${address} (${id}): ${text}`);
    if (values.secret_version !== key.secret_version) {
      wrong(
        `version ${String(values.secret_version)} in the state is ${key.secret_version} in fact`,
      );
    }
    if (typeof values.secret === 'string' && values.secret_delivery !== 'plain') {
      wrong(`a secret in the state, though it is delivered as ${String(values.secret_delivery)}`);
    }

    const credential = await credentialOf(resource, key, { keyring, reader });
    if (credential !== undefined) {
      known.set(id, { version: key.secret_version, credential });
      remember(credential);
      if (!(await reader.accepts(credential))) wrong('what its owner has is not accepted');
    } else if (values.secret_delivery === key.secret_delivery) {
      wrong(`nothing for its owner, though it is delivered as ${key.secret_delivery}`);
    }

    const previous = before.get(id);
    if (previous === undefined) return;
    remember(previous.credential);
    if (isFleeting(values.rotation)) return;
    const retiring = key.retiring_secret?.secret_version ?? null;
    const wasRotated = previous.version !== key.secret_version;
    if (retiring !== (wasRotated ? previous.version : null)) {
      wrong(`version ${retiring} retires; version ${previous.version} was current before`);
    }
    if (wasRotated && !(await reader.accepts(previous.credential))) {
      wrong('what its owner had before the rotation is not accepted while the two overlap');
    }
  }

  const remember = (credential: Credential) => {
    if (credential.kind === 'secret') mayWork.add(credential.secret);
  };

  for (const resource of state) {
    if (isKeyType(resource.type)) await inspect(resource, resource.type);
  }
  const others = [...secrets].filter((secret) => !mayWork.has(secret));
  for (const secret of others) {
    if (await reader.accepts({ kind: 'secret', secret })) {
      problems.push(`${masked(secret)}, which no state holds now, is still accepted`);
    }
  }
  return { known, problems };
}

/** The credential that the state contains or lets the owner fetch; undefined if there is none. */
async function credentialOf(
  { id, values }: StateResource,
  key: LiveKey,
  { keyring, reader }: { keyring: Keyring; reader: KeyplaneReader },
): Promise<Credential | undefined> {
  switch (key.secret_delivery) {
    case 'plain':
      return secretCredential(values.secret);
    case 'claim':
      return secretCredential(await reader.claim(id));
    case 'encrypted': {
      if (typeof values.secret_jwe !== 'string') return undefined;
      const { plaintext } = await compactDecrypt(values.secret_jwe, keyring.recipient.privateKey);
      return secretCredential(new TextDecoder().decode(plaintext));
    }
    case 'public_key': {
      const pair = keyring.pairs.find(({ publicJwk }) => publicJwk.x === key.public_jwk?.x);
      if (pair === undefined) return undefined;
      return { kind: 'private_key', clientId: key.client_id, privateKey: pair.privateKey };
    }
  }
}

function secretCredential(secret: unknown): Credential | undefined {
  return typeof secret === 'string' ? { kind: 'secret', secret } : undefined;
}

function isFleeting(rotation: unknown): boolean {
  return (
    typeof rotation === 'object' &&
    rotation !== null &&
    'overlap' in rotation &&
    rotation.overlap === FLEETING_OVERLAP
  );
}

function masked(secret: string): string {
  return `${secret.slice(0, 8)}…${secret.slice(-4)}`;
}
