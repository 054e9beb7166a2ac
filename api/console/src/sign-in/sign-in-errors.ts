const TEXTS: Readonly<Record<string, string>> = {
  access_denied: 'Your identity provider refused the sign-in. Start again, or sign in another way.',
  attempt_expired: 'The sign-in took too long, or it was begun in another browser. Start again.',
  provider_failed:
    'Your identity provider did not answer as expected. Start again. If that does not help, tell the operator of Keyplane.',
  email_unverified:
    'Your identity provider has not verified your email address. Verify it there, then sign in again.',
  email_domain_not_allowed:
    'Addresses of this domain may not sign in here. Use the address that your team has invited.',
  not_a_member:
    'No team has a member with this email address. Ask an owner or admin of your team to invite you.',
};

/** @param code in the address, after a sign-in at the identity provider that did not succeed */
export function signInErrorText(code: string): string {
  return TEXTS[code] ?? 'The sign-in did not succeed. Start again, or use another way to sign in.';
}
