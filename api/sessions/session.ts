import { createHash, randomBytes } from 'node:crypto';
import type { CallerCredential } from '../domain/principal';

export const SESSION_METHODS = ['application_key', 'email_link', 'oidc', 'passkey'] as const;

export type SessionMethod = (typeof SESSION_METHODS)[number];

/** Whom a session acts as. A person reaches all their memberships, a member only that one. */
export type SessionSubject =
  | { readonly kind: 'person' | 'operator'; readonly id: string }
  | { readonly kind: 'member'; readonly id: string; readonly teamId: string };

/**
 * The application key that a session descends from. A session that began with the key ends with that secret.
 * One that began with a passkey ends only if the key has leaked, because people keep their passkeys when they
 * replace their keys.
 */
export interface SessionKey {
  readonly id: string;
  readonly secretVersion: number | null;
}

export interface Session {
  readonly id: string;
  readonly method: SessionMethod;
  readonly subject: SessionSubject;
  readonly key: SessionKey | null;
  /** The passkey with which it began, if it was one. The session ends with the passkey. */
  readonly passkeyId: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** When the session ends unless it is used before. */
  readonly idleExpiresAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly ip: string;
  readonly userAgent: string | null;
}

export function endsWithItsKey({ method }: Pick<Session, 'method'>): boolean {
  return method === 'application_key';
}

export function credentialOf(session: Session): CallerCredential {
  const { id, key } = session;
  const outlivesKey = key !== null && !endsWithItsKey(session);
  return { kind: 'session', id, keyId: key?.id ?? null, ...(outlivesKey && { outlivesKey }) };
}

export interface SessionLimits {
  /** A session that is not used for this time ends. */
  readonly idleSeconds: number;
  /** A session ends after this time, however often it is used. */
  readonly lifetimeSeconds: number;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  idleSeconds: 12 * 3600,
  lifetimeSeconds: 7 * 86_400,
};

const TOKEN_BYTES = 32;

/** 256 random bits, which only the cookie has. */
export function drawSessionToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Hex SHA-256, as it is stored: 256 random bits need no slow hash. */
export function sessionTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function isLive(
  session: Pick<Session, 'endedAt' | 'idleExpiresAt' | 'expiresAt'>,
  now: Date,
): boolean {
  return session.endedAt === null && session.idleExpiresAt > now && session.expiresAt > now;
}

export function idleExpiry(now: Date, expiresAt: Date, { idleSeconds }: SessionLimits): Date {
  return new Date(Math.min(now.getTime() + idleSeconds * 1000, expiresAt.getTime()));
}

/** Each use of a session would be a write. Once a minute is exact enough for a limit of hours. */
const SEEN_EVERY_MILLIS = 60_000;

export function isSeenLongAgo({ lastSeenAt }: Pick<Session, 'lastSeenAt'>, now: Date): boolean {
  return now.getTime() - lastSeenAt.getTime() >= SEEN_EVERY_MILLIS;
}

/** A session as the audit trail stores it. */
export function sessionSnapshot({ id, method, expiresAt, ip, userAgent, key }: Session) {
  return {
    id,
    method,
    key_id: key?.id ?? null,
    expires_at: expiresAt.toISOString(),
    ip,
    user_agent: userAgent,
  };
}
