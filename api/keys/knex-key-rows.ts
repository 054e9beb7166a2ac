import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { toDate, toMillis } from '../database/columns';
import type { AcceptedTerms } from '../domain/accepted-terms';
import type { KeyFamily } from '../domain/secret';
import type { SecretDelivery } from '../domain/secret-delivery';
import type { DeclaredRotation } from './declared-rotation';
import type { Key, KeyFacts, KeyOwnerKind, KeySecret, SecretFacts } from './key';
import { NEVER_MILLIS } from './key-sort-values';
import type { KeyChange, NewSecret } from './key-store';

export interface KeyRow {
  id: string;
  family: KeyFamily;
  team_id: string | null;
  owner_kind: KeyOwnerKind;
  owner_id: string;
  service_key_id: string | null;
  name: string | null;
  description: string | null;
  client_id: string;
  expires_at: number | null;
  /** What `expires_at` was before it was first moved earlier; null if it never was. */
  first_expires_at: number | null;
  disabled_at: number | null;
  revoked_at: number | null;
  revoked_by: string | null;
  revoked_reason: string | null;
  created_at: number;
  created_by: string;
  created_by_key: string | null;
  rotation: string | null;
  terms_version: string | null;
  terms_accepted_at: number | null;
  terms_accepted_by: string | null;
  used: boolean | number;
  version: number;
}

export interface SecretRow {
  version: number;
  key_id: string;
  hash: string;
  /** Empty on a public key. */
  masked: string;
  delivery: SecretDelivery;
  public_jwk: string | null;
  created_at: number;
  created_by: string;
  stack: string | null;
  run: string | null;
  retires_at: number | null;
  ended_at: number | null;
  used: boolean | number;
}

export type ReadSecretRow = Omit<SecretRow, 'hash'>;

/** A key with its columns of `key_uses`. */
export type Dated<Row> = Row & { last_used_at: number | null };

export interface KeyUseRow {
  key_id: string;
  /** Or `NO_SECRET`. */
  secret_version: number;
  last_used_at: number;
}

/** For an update that moves the expiry. In it, `expires_at` is still the old expiry. */
export const FIRST_EXPIRY = 'coalesce(first_expires_at, expires_at, ?)';

/** The version in `key_uses` if no secret was presented, or if the secret no longer exists. */
export const NO_SECRET = 0;

/** SQL of the last use of a key, in a query of `keys`. */
export const LAST_USE_OF_KEY =
  '(SELECT MAX(last_used_at) FROM key_uses WHERE key_uses.key_id = keys.id)';

/** SQL of the last use of a secret, in a query of `key_secrets`. */
export const LAST_USE_OF_SECRET = `(SELECT last_used_at FROM key_uses
  WHERE key_uses.key_id = key_secrets.key_id
    AND key_uses.secret_version = key_secrets.version)`;

/** The columns of `keys` that a verification reads. */
export const KEY_FACTS = [
  'id',
  'family',
  'team_id',
  'owner_kind',
  'owner_id',
  'service_key_id',
  'name',
  'description',
  'client_id',
  'expires_at',
  'disabled_at',
  'revoked_at',
  'created_at',
  'used',
] as const satisfies readonly (keyof KeyRow)[];

/** The columns of `key_secrets` that a verification reads. */
export const SECRET_FACTS = [
  'version',
  'masked',
  'public_jwk',
  'retires_at',
  'ended_at',
  'used',
] as const satisfies readonly (keyof SecretRow)[];

export type KeyFactsRow = Pick<KeyRow, (typeof KEY_FACTS)[number]>;
export type SecretFactsRow = Pick<SecretRow, (typeof SECRET_FACTS)[number]>;

export function toKey(row: Dated<KeyRow>, secrets: readonly Dated<ReadSecretRow>[]): Key {
  return {
    ...toKeyFacts(row),
    revokedBy: row.revoked_by,
    revokedReason: row.revoked_reason,
    createdBy: row.created_by,
    createdByKey: row.created_by_key,
    firstExpiresAt: firstExpiry(row),
    rotation: row.rotation === null ? null : (JSON.parse(row.rotation) as DeclaredRotation),
    terms: toTerms(row),
    lastUsedAt: toDate(row.last_used_at),
    version: row.version,
    secrets: secrets.map(toKeySecret),
  };
}

function toTerms(row: KeyRow): AcceptedTerms | null {
  const { terms_version: version, terms_accepted_at: at, terms_accepted_by: acceptedBy } = row;
  if (version === null || at === null || acceptedBy === null) return null;
  return { version, acceptedAt: toDate(at), acceptedBy };
}

function firstExpiry({ first_expires_at: first, expires_at }: KeyRow): Date | null {
  if (first === null) return toDate(expires_at);
  return Number(first) === NEVER_MILLIS ? null : toDate(first);
}

function toKeySecret(row: Dated<ReadSecretRow>): KeySecret {
  return {
    ...toSecretFacts(row),
    delivery: row.delivery,
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    madeIn: row.stack === null || row.run === null ? null : { stack: row.stack, run: row.run },
    lastUsedAt: toDate(row.last_used_at),
  };
}

export function toKeyFacts(row: KeyFactsRow): KeyFacts {
  return {
    id: row.id,
    family: row.family,
    teamId: row.team_id,
    ownerKind: row.owner_kind,
    ownerId: row.owner_id,
    serviceKeyId: row.service_key_id,
    name: row.name,
    description: row.description,
    clientId: row.client_id,
    expiresAt: toDate(row.expires_at),
    disabledAt: toDate(row.disabled_at),
    revokedAt: toDate(row.revoked_at),
    createdAt: toDate(row.created_at),
    used: Boolean(row.used),
  };
}

export function toSecretFacts(row: SecretFactsRow): SecretFacts {
  return {
    version: row.version,
    masked: row.masked === '' ? null : row.masked,
    publicJwk: row.public_jwk === null ? null : (JSON.parse(row.public_jwk) as JWK),
    retiresAt: toDate(row.retires_at),
    ended: row.ended_at !== null,
    used: Boolean(row.used),
  };
}

export function toSecretRow(keyId: string, secret: NewSecret): Omit<SecretRow, 'version'> {
  return {
    key_id: keyId,
    // This value is not a SHA-256 digest, so no presented secret finds a public key.
    hash: secret.hash ?? `public_key/${randomUUID()}`,
    masked: secret.masked ?? '',
    delivery: secret.delivery,
    public_jwk: secret.publicJwk === null ? null : JSON.stringify(secret.publicJwk),
    created_at: toMillis(secret.createdAt),
    created_by: secret.createdBy,
    stack: secret.madeIn?.stack ?? null,
    run: secret.madeIn?.run ?? null,
    retires_at: null,
    ended_at: null,
    used: false,
  };
}

export function toRow(key: Omit<Key, 'secrets' | 'lastUsedAt'>): KeyRow {
  return {
    id: key.id,
    family: key.family,
    team_id: key.teamId,
    owner_kind: key.ownerKind,
    owner_id: key.ownerId,
    service_key_id: key.serviceKeyId,
    name: key.name,
    description: key.description,
    client_id: key.clientId,
    expires_at: toMillis(key.expiresAt),
    first_expires_at: null,
    disabled_at: toMillis(key.disabledAt),
    revoked_at: toMillis(key.revokedAt),
    revoked_by: key.revokedBy,
    revoked_reason: key.revokedReason,
    created_at: toMillis(key.createdAt),
    created_by: key.createdBy,
    created_by_key: key.createdByKey,
    rotation: rotationText(key.rotation),
    terms_version: key.terms?.version ?? null,
    terms_accepted_at: toMillis(key.terms?.acceptedAt ?? null),
    terms_accepted_by: key.terms?.acceptedBy ?? null,
    used: key.used,
    version: key.version,
  };
}

function rotationText(rotation: DeclaredRotation | null): string | null {
  return rotation === null ? null : JSON.stringify(rotation);
}

export function changeToRow(change: KeyChange): Partial<KeyRow> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.description !== undefined && { description: change.description }),
    ...(change.expiresAt !== undefined && { expires_at: toMillis(change.expiresAt) }),
    ...(change.rotation !== undefined && { rotation: rotationText(change.rotation) }),
    ...(change.disabledAt !== undefined && { disabled_at: toMillis(change.disabledAt) }),
    ...(change.revokedAt !== undefined && { revoked_at: toMillis(change.revokedAt) }),
    ...(change.revokedBy !== undefined && { revoked_by: change.revokedBy }),
    ...(change.revokedReason !== undefined && { revoked_reason: change.revokedReason }),
  };
}
