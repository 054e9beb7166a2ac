import { promises as fs } from 'node:fs';
import { CredentialUnavailable } from './api-error';

/** Client ID and secret of a key. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The token that an external issuer signed, and the service account to act for. There is no key. */
export interface FederatedCredentials {
  readonly serviceAccountId: string;
  /** A file is read whenever its token is needed, because another program renews it. */
  readonly oidcToken: { readonly value: string } | { readonly file: string };
}

export type Credentials = ClientCredentials | FederatedCredentials;

export function areFederated(credentials: Credentials): credentials is FederatedCredentials {
  return 'serviceAccountId' in credentials;
}

/**
 * What is wrong with a credential, without showing it. Spaces and line breaks around it were
 * removed before, because files and copied texts end in them.
 */
export function credentialFault(text: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(text)) return undefined;
  const what = /[\r\n\u2028\u2029]/.test(text)
    ? 'a line break'
    : /\s/.test(text)
      ? 'a space'
      : 'a character that is not printable ASCII';
  return `contains ${what}, and no credential does. Copy it again, without anything before or after it.`;
}

/** @throws CredentialUnavailable if the file cannot be read, or is empty */
export async function readOidcToken({ oidcToken }: FederatedCredentials): Promise<string> {
  if ('value' in oidcToken) return oidcToken.value;
  const { file } = oidcToken;
  const content = await fs.readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CredentialUnavailable(`The OIDC token's file ${file} cannot be read.`, { cause });
  });
  const token = content.trim();
  if (token === '') throw new CredentialUnavailable(`The OIDC token's file ${file} is empty.`);
  return token;
}

/** Both parts are plain ASCII without colon, so that RFC 6749's form-encoding changes nothing. */
export function basicAuthorization({ clientId, clientSecret }: ClientCredentials): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
