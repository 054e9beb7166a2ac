import { credentialFault, isClearText, type OidcTokenSource } from './client';
import {
  CREDENTIAL_VARIABLES,
  type CredentialSetting,
  type CredentialSources,
  hasSome,
  placeOf,
} from './credential-settings';
import { isVariableName } from './oidc-attributes';
import type { DiagnosticCollector, DiagnosticText } from './terraform-plugin';

export const TOKEN_SETTINGS = ['oidc_token', 'oidc_token_file', 'oidc_token_env'] as const;
export const REQUEST_SETTINGS = ['oidc_request_url', 'oidc_request_token'] as const;
const SOURCES = [...TOKEN_SETTINGS, 'oidc_request_url'] as const;

/**
 * Where the token comes from. The block overrides the environment, and there a variable of Keyplane
 * overrides what the CI system offers to every program. Undefined after an error was reported, or
 * if a setting is missing.
 */
export function resolveTokenSource(
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): OidcTokenSource | undefined {
  const { configured, inherited } = sources;
  const isHere = hasSome([...TOKEN_SETTINGS, ...REQUEST_SETTINGS], configured);
  const from = isHere ? configured : inherited;
  const given = (isHere ? SOURCES : TOKEN_SETTINGS).filter((name) => from(name) !== undefined);
  if (given.length > 1) {
    diagnostics.error(severalTokens(given, isHere));
    return undefined;
  }
  switch (given[0]) {
    case 'oidc_token':
      return { value: from('oidc_token') ?? '' };
    case 'oidc_token_file':
      return { file: from('oidc_token_file') ?? '' };
    case 'oidc_token_env':
      return tokenInVariable(from('oidc_token_env') ?? '', sources, diagnostics);
    default:
      return requestedToken(sources, diagnostics);
  }
}

function severalTokens(given: readonly CredentialSetting[], isHere: boolean): DiagnosticText {
  const names = given.map((name) => (isHere ? `\`${name}\`` : CREDENTIAL_VARIABLES[name]));
  const summary = 'The provider is given two OIDC tokens';
  const where = isHere ? '' : ' in the environment';
  return {
    summary,
    detail: `Set ${names.join(' or ')}${where}, not ${names.length > 2 ? 'several' : 'both'}.`,
    ...(isHere && given[0] !== undefined && { attribute: given[0] }),
  };
}

function tokenInVariable(
  name: string,
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): OidcTokenSource | undefined {
  const place = placeOf('oidc_token_env', sources);
  const attribute = sources.configured('oidc_token_env') !== undefined && {
    attribute: 'oidc_token_env',
  };
  if (isVariableName.check(name) !== undefined) {
    diagnostics.error({
      summary: `${place} is malformed`,
      // Somebody may have given the value instead of the name, so it is not shown.
      detail: `${place} must be ${isVariableName.description}, such as GITLAB_OIDC_TOKEN, not its value.`,
      ...attribute,
    });
    return undefined;
  }
  const value = sources.variable(name);
  const fault = value === undefined ? undefined : credentialFault(value);
  if (value !== undefined && fault === undefined) return { value };
  if (fault !== undefined) {
    diagnostics.error({
      summary: `${name} is malformed`,
      detail: `${name} ${fault}`,
      ...attribute,
    });
    return undefined;
  }
  diagnostics.error({
    summary: 'The provider has no OIDC token',
    detail:
      `${place} names the variable ${name}, which is not set or empty. In GitLab, add it to the job:\n\n` +
      `    id_tokens:\n      ${name}:\n        aud: <the address of Keyplane>`,
    ...attribute,
  });
  return undefined;
}

function requestedToken(
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): OidcTokenSource | undefined {
  const setting = (name: CredentialSetting) => sources.configured(name) ?? sources.inherited(name);
  const [url, token] = [setting('oidc_request_url'), setting('oidc_request_token')];
  if (url === undefined || token === undefined) {
    reportMissing({ url, token }, sources, diagnostics);
    return undefined;
  }
  return isUsable(url, sources, diagnostics)
    ? { request: { url, token, audience: setting('oidc_audience') } }
    : undefined;
}

function reportMissing(
  { url, token }: { readonly url: string | undefined; readonly token: string | undefined },
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): void {
  const summary = 'The provider has no OIDC token';
  if (url !== undefined || token !== undefined) {
    const [there, lacking] = url === undefined ? ([1, 0] as const) : ([0, 1] as const);
    const name = REQUEST_SETTINGS[lacking];
    diagnostics.error({
      summary,
      detail:
        `${placeOf(REQUEST_SETTINGS[there], sources)} is set, and \`${name}\` is missing, so the ` +
        `provider cannot request a token. Set both. ${CREDENTIAL_VARIABLES[name]} in the environment ` +
        'counts as well.',
    });
  } else if (sources.variable('GITHUB_ACTIONS') === 'true') {
    diagnostics.error({
      summary,
      detail:
        `${placeOf('service_account_id', sources)} is set, but this job cannot request a token: ` +
        'ACTIONS_ID_TOKEN_REQUEST_URL is not set. GitHub sets it only if the workflow or the job has ' +
        'this permission, and never for a pull request from a fork:\n\n' +
        '    permissions:\n      contents: read\n      id-token: write',
    });
  } else if (sources.variable('GITLAB_CI') === 'true') {
    diagnostics.error({
      summary,
      detail:
        `${placeOf('service_account_id', sources)} is set, but this job has no token. Add one to the ` +
        'job:\n\n    id_tokens:\n      KEYPLANE_OIDC_TOKEN:\n        aud: <the address of Keyplane>',
    });
  } else {
    sources.missing('oidc_token');
  }
}

function isUsable(
  url: string,
  sources: CredentialSources,
  diagnostics: DiagnosticCollector,
): boolean {
  const place = placeOf('oidc_request_url', sources);
  const attribute = sources.configured('oidc_request_url') !== undefined && {
    attribute: 'oidc_request_url',
  };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.username !== '') {
    diagnostics.error({
      summary: `${place} is malformed`,
      // Its query may hold a secret, so it is not shown.
      detail: `${place} must be an address that begins with https://, without a user name. Do not change what the CI system sets.`,
      ...attribute,
    });
    return false;
  }
  if (isClearText(parsed.origin)) {
    diagnostics.warning({
      summary: 'The OIDC token travels unencrypted',
      detail:
        `${place} is plain HTTP (${parsed.origin}), so anybody who can read the traffic can act for ` +
        'the service account. Use https.',
      ...attribute,
    });
  }
  return true;
}
