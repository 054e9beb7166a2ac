import { createHash, randomBytes } from 'node:crypto';
import { text } from '../http/wire';

export const LINK_MINUTES = 15;

/** Presenting the token signs somebody in as the person of the address. It works once. */
export interface SignInLink {
  readonly email: string;
  /** The page of this server to open after that. */
  readonly returnTo: string | null;
  readonly expiresAt: Date;
}

export function drawLinkToken(): string {
  return `sgn_${randomBytes(32).toString('base64url')}`;
}

/** Hex SHA-256, as it is stored: 256 random bits need no slow hash. */
export function linkTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * A path of this server. Browsers read `//host` and `/\host` as other hosts, and drop tabs and line breaks
 * before they read a URL.
 */
const LOCAL_PATH = /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/;

export const localPath = text(1, 1000)
  .regex(LOCAL_PATH, 'This must be a path of this server, such as /keys, without a host.')
  .openapi({
    pattern: LOCAL_PATH.source,
    example: '/application-keys',
    description: 'The page of the console to open after the sign-in: a path of this server.',
    'x-must-be': 'a path of this server such as `/application-keys`',
  });

export function isLocalPath(path: string): boolean {
  return localPath.safeParse(path).success;
}
