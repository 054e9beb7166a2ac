import type { SessionSubject } from './session';

/** A key pair of somebody's device (WebAuthn). Keyplane has only the public key. */
export interface Passkey {
  readonly id: string;
  /** Base64url, as the device names it. */
  readonly credentialId: string;
  /** Base64url of the COSE key. */
  readonly publicKey: string;
  /** How often the device has used it, as the device says. Many devices always say 0. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  /** Whom it signs in. */
  readonly subject: SessionSubject;
  /** The application key of the session in which it was registered. */
  readonly keyId: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A passkey as the audit trail stores it. */
export function passkeySnapshot({ id, name, credentialId }: Passkey) {
  return { id, name, credential_id: credentialId };
}
