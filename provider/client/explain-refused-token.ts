import { ApiProblem } from './api-error';
import type { OidcSettingNames } from './credentials';

const COMPARED = ['iss', 'aud', 'sub'] as const;
const LONGEST = 300;

/**
 * The refusal of an exchange, with the claims of the token that a federated identity compares. They
 * are not secret: a token is secret because of its signature. Other errors stay as they are.
 */
export function explainRefusedToken(
  error: unknown,
  token: string,
  settings: OidcSettingNames,
  now = Date.now(),
): unknown {
  if (!(error instanceof ApiProblem)) return error;
  const { problem } = error;
  if (problem.code !== 'invalid_request' || !problem.detail.includes('subject_token')) return error;
  return new ApiProblem({
    ...problem,
    detail: `${problem.detail}\n\n${describeToken(token, settings, now)}`,
  });
}

function describeToken(token: string, settings: OidcSettingNames, now: number): string {
  const claims = claimsOf(token);
  if (claims === undefined) return 'The OIDC token is not a JWT. Check where it comes from.';
  const said = COMPARED.map((name) => `${name} ${shown(claims[name])}`).join(', ');
  return `The OIDC token says: ${said}. ${isOver(claims['exp'], now) ? renew(settings) : compare(settings)}`;
}

const renew = ({ renewed }: OidcSettingNames) =>
  'It has expired. A run that takes longer than its token needs a source that renews the token: ' +
  `${renewed}.`;
const compare = ({ audience }: OidcSettingNames) =>
  `If \`aud\` is wrong, change it where the token is requested (${audience}, or \`aud\` below ` +
  '`id_tokens` in GitLab), or change the `audience` of the federated identity.';

function isOver(exp: unknown, now: number): boolean {
  return typeof exp === 'number' && exp * 1000 <= now;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

/** The claims are shown as JSON, which escapes control characters. */
function shown(claim: unknown): string {
  const text = claim === undefined ? 'missing' : JSON.stringify(claim);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
