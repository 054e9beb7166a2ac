import { ApiError, type ClientCredentials, credentialFault, isSecretForId } from '../client';
import { defineEphemeralResource } from '../definitions/define';
import {
  between,
  DiagnosticError,
  integer,
  number,
  privateKey,
  requiredTogether,
  shownTime,
  string,
} from '../terraform-plugin';

/** Terraform keeps an ephemeral resource's private data in memory only. */
interface OpenToken {
  readonly token: string;
  /** Undefined if the token is for the provider's own credentials. */
  readonly credentials?: ClientCredentials;
  /** Undefined if the token is for Keyplane itself. */
  readonly audience?: string;
  readonly expiresAt: string;
}

/** Terraform waits for this at the end of every run. */
const REVOCATION_MS = 10_000;

const openToken = privateKey('token', { parse: (json) => json as OpenToken });

export const accessTokenEphemeralResource = defineEphemeralResource({
  name: 'keyplane_access_token',
  description:
    'An access token (a JWT, RFC 9068) with a lifetime of at most 10 minutes. It is never ' +
    'stored, and it is revoked at the end of the Terraform run. If the revocation fails, ' +
    'Terraform shows a warning. Terraform cannot renew the token, so anything that takes ' +
    'longer than its lifetime should request its own token.',
  schema: {
    client_id: string.optional({
      description:
        'The client ID of the key that the token is for. If it is omitted, the token is for the ' +
        "provider's own key.",
    }),
    client_secret: string.optional({
      description: 'The secret of the key that `client_id` names.',
      sensitive: true,
    }),
    audience: string.optional({
      description:
        'The ID of the service that accepts the token. If it is omitted, the token is for ' +
        'Keyplane itself.',
    }),
    scope: string.optional({
      description:
        'The permissions of the token, separated by spaces. If it is omitted, the token has all ' +
        'permissions of the key.',
    }),
    lifetime_seconds: number.optional({
      description: 'Lifetime of the token, from 1 to 600 seconds. Defaults to 600.',
      validators: [integer(), between(1, 600)],
    }),
    access_token: string.computed({ description: 'The access token.', sensitive: true }),
    expires_at: string.computed({
      description: 'When the access token expires, as an RFC 3339 time in UTC.',
    }),
  },
  validators: [requiredTogether('client_id', 'client_secret')],

  async open(config, { client, signal, privateState }) {
    const own = ownCredentials(config);
    const issued = await client.accessTokens.issue(
      {
        credentials: own ?? client.credentials,
        audience: config.audience ?? undefined,
        scope: config.scope ?? undefined,
        lifetimeSeconds: config.lifetime_seconds ?? undefined,
      },
      { signal },
    );
    const { token } = issued;
    const expiresAt = new Date(Date.now() + issued.expiresInSeconds * 1000).toISOString();
    privateState.set(openToken, {
      token,
      expiresAt,
      ...(own && { credentials: own }),
      ...(config.audience !== null && { audience: config.audience }),
    });
    return { result: { access_token: token, expires_at: expiresAt } };
  },

  // An error here would make an apply fail that has done all its work.
  async close({ client, signal, privateState, diagnostics }) {
    const open = privateState.get(openToken);
    if (open === undefined || Date.parse(open.expiresAt) <= Date.now()) return;
    const { token, audience, credentials = client.credentials } = open;
    const timeout = AbortSignal.timeout(REVOCATION_MS);
    const options = { signal: AbortSignal.any([signal, timeout]) };
    try {
      await client.accessTokens.revoke({ token, audience, credentials }, options);
    } catch (error) {
      if (!(error instanceof ApiError) && !timeout.aborted) throw error;
      const why = error instanceof ApiError ? error.message : `${client.endpoint} did not answer.`;
      diagnostics.warning({
        summary: 'The access token could not be revoked',
        detail: `${why}\n\nThe token may be accepted until it expires at ${shownTime(open.expiresAt)}.`,
      });
    }
  },
});

function ownCredentials(config: {
  readonly client_id: string | null;
  readonly client_secret: string | null;
}): ClientCredentials | undefined {
  const clientId = checked('client_id', config.client_id);
  const clientSecret = checked('client_secret', config.client_secret);
  return clientId === null || clientSecret === null ? undefined : { clientId, clientSecret };
}

/** Removes the line break at the end of a file. */
function checked(attribute: 'client_id' | 'client_secret', given: string | null): string | null {
  const text = given?.trim() ?? null;
  if (attribute === 'client_id' && text !== null && isSecretForId(text)) {
    throw new DiagnosticError({
      summary: '`client_id` contains a secret',
      detail:
        '`client_id` must be the client ID of a key, which begins with `kpi_`. Give the secret as ' +
        '`client_secret`.',
      attribute,
    });
  }
  const fault = text === null ? undefined : credentialFault(text);
  if (fault === undefined) return text;
  throw new DiagnosticError({
    summary: `\`${attribute}\` is malformed`,
    detail: `\`${attribute}\` ${fault}`,
    attribute,
  });
}
