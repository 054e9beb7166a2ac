import { createHash, randomBytes } from 'node:crypto';

export const INVITATION_DAYS = 7;

/** Presenting the token makes somebody the member. It is shown once and works once. */
export interface Invitation {
  readonly token: string;
  readonly expiresAt: Date;
}

export function drawInvitation(now: Date): Invitation {
  return {
    token: `inv_${randomBytes(32).toString('base64url')}`,
    expiresAt: new Date(now.getTime() + INVITATION_DAYS * 86_400_000),
  };
}

/** Hex SHA-256, as it is stored: 256 random bits need no slow hash. */
export function invitationHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
