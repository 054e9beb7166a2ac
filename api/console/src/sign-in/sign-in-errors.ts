const TEXTS: Readonly<Record<string, string>> = {
  no_member:
    'No team has invited this email address. Ask an owner or admin of your team to invite you.',
  unverified_email:
    'Your identity provider has not verified your email address. Verify it there, then sign in again.',
  domain_not_allowed: 'Addresses of this domain may not sign in here. Use your company address.',
  expired: 'The sign-in took too long. Start again.',
  denied: 'Your identity provider refused the sign-in. Start again, or use another way.',
};

/** @param code in the address, after a sign-in at the identity provider that did not succeed */
export function signInErrorText(code: string): string {
  return TEXTS[code] ?? 'The sign-in did not succeed. Start again, or use another way to sign in.';
}
