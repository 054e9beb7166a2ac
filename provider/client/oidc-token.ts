import { promises as fs } from 'node:fs';
import { CredentialUnavailable } from './api-error';
import type { FederatedCredentials } from './credentials';
import { createOidcTokenRequester, type OidcRequesterOptions } from './oidc-token-request';

/** @throws CredentialUnavailable if there is no token; the signal's reason if it aborts */
export type ReadOidcToken = (
  credentials: FederatedCredentials,
  options: { readonly signal: AbortSignal },
) => Promise<string>;

/** Reads the token again each time, because tokens of CI systems live for minutes. */
export function createOidcTokenReader(options: OidcRequesterOptions): ReadOidcToken {
  const request = createOidcTokenRequester(options);
  return async ({ oidcToken }, { signal }) => {
    if ('value' in oidcToken) return oidcToken.value;
    return 'file' in oidcToken ? readTokenFile(oidcToken.file) : request(oidcToken.request, signal);
  };
}

async function readTokenFile(file: string): Promise<string> {
  const content = await fs.readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CredentialUnavailable(`The OIDC token's file ${file} cannot be read.`, { cause });
  });
  const token = content.trim();
  if (token === '') throw new CredentialUnavailable(`The OIDC token's file ${file} is empty.`);
  return token;
}
