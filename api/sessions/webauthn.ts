import { isIP } from 'node:net';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Passkey } from './passkey';

/** The site that passkeys belong to. Browsers show passkeys to no other site. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

export interface VerifiedPasskey {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** WebAuthn: each answer is for one challenge, this site, and a person whom the device has verified. */
export interface WebAuthn {
  registrationOptions(
    user: { readonly id: string; readonly email: string; readonly name: string },
    known: readonly Passkey[],
  ): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** @returns `undefined` if the answer is wrong in any way */
  verifyRegistration(response: object, challenge: string): Promise<VerifiedPasskey | undefined>;
  signInOptions(): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** @returns the new counter, or `undefined` if the answer is wrong in any way */
  verifySignIn(
    response: object,
    challenge: string,
    passkey: Passkey,
  ): Promise<{ readonly counter: number } | undefined>;
}

/**
 * The site of the public URL, never of a Host header. `null` if browsers have no passkeys there: without
 * https except on localhost, and at an address instead of a name.
 */
export function relyingPartyOf(issuer: string): RelyingParty | null {
  const { protocol, hostname, origin } = new URL(issuer);
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[');
  const isSecure = protocol === 'https:' || hostname === 'localhost';
  return isName && isSecure ? { id: hostname, origin } : null;
}

const NAME = 'Keyplane';

/** The library is large, and most servers start without anybody who uses a passkey. */
const library = () => import('@simplewebauthn/server');

export function createWebAuthn({ id: rpID, origin: expectedOrigin }: RelyingParty): WebAuthn {
  const expected = (expectedChallenge: string) => ({
    expectedChallenge,
    expectedOrigin,
    expectedRPID: rpID,
    requireUserVerification: true,
  });

  return {
    async registrationOptions({ id, email, name }, known) {
      const { generateRegistrationOptions } = await library();
      return generateRegistrationOptions({
        rpName: NAME,
        rpID,
        userID: new TextEncoder().encode(id),
        userName: email,
        userDisplayName: name,
        attestationType: 'none',
        excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },

    verifyRegistration: (response, challenge) =>
      unlessRefused(async () => {
        const { verifyRegistrationResponse } = await library();
        const { registrationInfo } = await verifyRegistrationResponse({
          ...expected(challenge),
          response: response as RegistrationResponseJSON,
        });
        if (registrationInfo === undefined) return undefined;
        const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
        return {
          credentialId: id,
          publicKey: Buffer.from(publicKey).toString('base64url'),
          counter,
          transports,
        };
      }),

    async signInOptions() {
      const { generateAuthenticationOptions } = await library();
      return generateAuthenticationOptions({ rpID, userVerification: 'required' });
    },

    verifySignIn: (response, challenge, { credentialId, publicKey, counter }) =>
      unlessRefused(async () => {
        const { verifyAuthenticationResponse } = await library();
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          ...expected(challenge),
          response: response as AuthenticationResponseJSON,
          credential: {
            id: credentialId,
            publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
            counter,
          },
        });
        return verified ? { counter: authenticationInfo.newCounter } : undefined;
      }),
  };
}

/**
 * Anybody can send an answer, and the library throws for every rule that an answer breaks. So an
 * error means only that the answer is refused.
 */
async function unlessRefused<T>(verify: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
