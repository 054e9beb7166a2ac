import { BASE_URL, type Schemas } from '../api/client';
import { problemFrom, unreachable } from '../api/problem';

export interface Membership {
  readonly team: { readonly id: string; readonly name: string };
  readonly member: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly role: 'owner' | 'admin' | 'user';
  };
}

/** A member with the address of the person, whom the person has not claimed. */
export interface UnclaimedMembership extends Membership {
  readonly status: 'invited' | 'active';
  readonly invited_by: { readonly name: string } | null;
}

/** Who is signed in, in this browser. */
export interface SessionView {
  readonly session: {
    readonly id: string;
    readonly method: string;
    /** If the secret of this key ends, the session ends too. */
    readonly application_key_id: string | null;
    readonly created_at: string;
    readonly expires_at: string;
    readonly idle_expires_at: string;
  };
  readonly person: { readonly id: string; readonly email: string } | null;
  readonly memberships: readonly Membership[];
  /** Memberships with the person's proved address that nobody has claimed yet. */
  readonly unclaimed: readonly UnclaimedMembership[];
  readonly operator: boolean;
}

/** The answer to a link by mail. */
export interface RedeemedSession extends SessionView {
  readonly return_to: string | null;
}

/** The answer to an invitation: the new member also gets a first application key, once. */
export interface JoinedSession extends SessionView {
  readonly application_key: { readonly client_id: string; readonly secret: string };
}

export interface SignInMethods {
  readonly application_key: true;
  readonly email_link: boolean;
  readonly passkey: boolean;
  readonly oidc: { readonly name: string } | null;
}

/** @throws ApiProblem if the server refuses the request or does not answer */
async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(BASE_URL + path, {
    method,
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...(body !== undefined && JSON_BODY) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable();
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemFrom(answer, response.status);
  return answer as T;
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Sign-in and the session itself. The browser keeps the cookie; no script can read it. */
export const sessionApi = {
  methods: () => request<SignInMethods>('GET', '/session/methods'),
  read: () => request<SessionView>('GET', '/session'),
  /** @returns where the person is still signed in, if it is an identity provider with a sign-out */
  signOut: () => request<{ readonly identity_provider: string } | undefined>('DELETE', '/session'),
  signInWithKey: (clientId: string, clientSecret: string) =>
    request<SessionView>('POST', '/session', { client_id: clientId, client_secret: clientSecret }),
  sendLink: (email: string, returnTo: string) =>
    request<undefined>('POST', '/session/email-link', { email, return_to: returnTo }),
  redeemLink: (token: string) =>
    request<RedeemedSession>('POST', '/session/email-link/redeem', { token }),
  acceptInvitation: (token: string) =>
    request<JoinedSession>('POST', '/session/invitations/accept', { token }),
  claimMembership: (memberId: string) =>
    request<SessionView>('POST', '/session/memberships', { member_id: memberId }),
  passkeyOptions: () => request<unknown>('POST', '/session/passkey/options'),
  signInWithPasskey: (response: unknown) =>
    request<SessionView>('POST', '/session/passkey', response),
  newPasskeyOptions: () => request<unknown>('POST', '/session/passkeys/options', {}),
  registerPasskey: (name: string, response: unknown) =>
    request<Schemas['Passkey']>('POST', '/session/passkeys', { name, response }),
  passkeys: () =>
    request<{ readonly items: readonly Schemas['Passkey'][] }>('GET', '/session/passkeys'),
  deletePasskey: (id: string) => request<undefined>('DELETE', `/session/passkeys/${id}`),
};

/** Where the identity provider's sign-out begins. */
export const OIDC_SIGN_OUT_URL = `${BASE_URL}/session/oidc/sign-out`;

/** Where the identity provider's sign-in begins. It is a page of another site, not a call. */
export function oidcUrl(returnTo: string): string {
  return `${BASE_URL}/session/oidc?${new URLSearchParams({ return_to: returnTo }).toString()}`;
}
