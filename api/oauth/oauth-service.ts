import type { AuditTrail } from '../domain/audit-trail';
import type { AccessTokenClaims } from '../credentials/access-token';
import { parseBearer } from '../http/authorization-header';
import type { CredentialInspector, Inspection } from '../credentials/credential-inspector';
import type { RefusedUses } from '../credentials/refused-uses';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { isKeyplanePermission, type Grant } from '../domain/permission';
import type { Caller } from '../domain/principal';
import { endOf, type Credential, type CredentialLookup } from '../credentials/credential';
import type { SecretEnder } from '../keys/secret-ender';
import { powerOfSecret } from '../keys/secret-power';
import type { AccessTokens } from './access-tokens';
import type { ClientAuthentication, OAuthServiceRequest } from './client-authentication';
import type { IssuanceTrail } from './issuance-trail';
import { OAuthError } from './oauth-error';
import { requiredField } from './oauth-form';
import { authorizationServerMetadata, openidConfiguration } from './oauth-metadata';
import type { SigningKeyRing } from './signing-key-ring';
import type { SpentTokenStore } from './spent-token-store';
import { ACCESS_TOKEN_TYPE, type TokenExchange } from './token-exchange';
import { decideToken, TOKEN_EXCHANGE } from './token-request';

/** Refusals: OAuthError, or Failure of code `unauthenticated`, `insufficient_permissions`, `rate_limited`. */
export interface OAuthService {
  /** Issues a token: RFC 6749 §4.4, and RFC 8693 for tokens that a federated identity trusts */
  token(request: OAuthServiceRequest): Promise<TokenAnswer>;
  /** Introspection (RFC 7662) of access tokens and secrets */
  introspect(request: OAuthServiceRequest): Promise<IntrospectionAnswer>;
  /**
   * Revocation (RFC 7009) of access tokens and secrets. A secret ends its key, or only itself while
   * a rotation is replacing it. A secret that has ended changes nothing.
   */
  revoke(request: OAuthServiceRequest): Promise<void>;
  /** RFC 8414 */
  metadata(): ReturnType<typeof authorizationServerMetadata>;
  /** OpenID Connect Discovery 1.0, for verifiers that look for the issuer and its keys only there */
  openidConfiguration(): ReturnType<typeof openidConfiguration>;
  /** RFC 7517 */
  jwks(): Promise<{ keys: Awaited<ReturnType<SigningKeyRing['publicJwks']>> }>;
  /** Forgets used assertions and revoked tokens that have ended by themselves. */
  purge(): Promise<void>;
}

export interface TokenAnswer {
  readonly access_token: string;
  /** RFC 8693 §2.2.1 */
  readonly issued_token_type?: typeof ACCESS_TOKEN_TYPE;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope?: string;
}

export type IntrospectionAnswer = { readonly active: false } | ActiveIntrospection;

export interface ActiveIntrospection {
  readonly active: true;
  readonly client_id: string;
  readonly sub: string;
  readonly iss: string;
  readonly iat: number;
  readonly exp?: number;
  readonly aud?: string;
  readonly jti?: string;
  readonly scope?: string;
  readonly token_type: 'Bearer';
  readonly keyplane_key_id: string;
  readonly keyplane_team_id?: string;
}

const PRESENTED = 'The secret of the key was presented for revocation.';

export function createOAuthService(dependencies: {
  clients: ClientAuthentication;
  tokenExchange: TokenExchange;
  accessTokens: AccessTokens;
  inspector: CredentialInspector;
  credentials: CredentialLookup;
  secretEnder: SecretEnder;
  refusedUses: RefusedUses;
  issuances: IssuanceTrail;
  ring: SigningKeyRing;
  spent: SpentTokenStore;
  unitOfWork: UnitOfWork;
  audit: AuditTrail;
  clock: Clock;
}): OAuthService {
  const { clients, tokenExchange, accessTokens, inspector, credentials, secretEnder, ring, spent } =
    dependencies;
  const { refusedUses, issuances, unitOfWork, audit, clock } = dependencies;
  const { issuer } = accessTokens;

  async function revokeAccessToken(token: string, caller: Caller): Promise<void> {
    const check = await accessTokens.check(token);
    if (check.status !== 'good') return;
    if (check.claims.holder.id !== caller.principal.credential.id) {
      throw new OAuthError(
        'unauthorized_client',
        'This access token belongs to another client, and only that client can revoke it. You can ' +
          'revoke its key instead.',
      );
    }
    await unitOfWork.run(async () => {
      await accessTokens.revoke(check.claims);
      const target = { kind: 'access_token', id: check.claims.jti };
      await audit.record(caller, { action: 'access_token.revoked', target });
    });
  }

  return {
    async token(request) {
      const exchange = request.form.get('grant_type') === TOKEN_EXCHANGE;
      const client = exchange ? null : await clients.client(request);
      const wanted =
        client === null
          ? await tokenExchange.decide(request)
          : decideToken(request.form, client, issuer);
      const { token, jti, expiresInSeconds } = await accessTokens.issue(wanted);
      const { audience, scope } = wanted;
      // An exchange was recorded by its federated identity.
      if (client !== null) {
        issuances.note(client, { jti, audience, scope, expiresInSeconds }, request);
      }
      return {
        access_token: token,
        ...(exchange && { issued_token_type: ACCESS_TOKEN_TYPE }),
        token_type: 'Bearer',
        expires_in: expiresInSeconds,
        ...scopeField(scope),
      };
    },

    async introspect(request) {
      const caller = request.callerOf(await clients.caller(request));
      const presented = requiredField(request.form, 'token');
      return introspectionOf(await inspector.inspect(caller, presented), issuer);
    },

    async revoke(request) {
      const caller = request.callerOf(await clients.caller(request));
      const presented = parseBearer(requiredField(request.form, 'token'));
      if (presented?.kind === 'jwt') await revokeAccessToken(presented.token, caller);
      if (presented?.kind === 'secret') {
        const credential = await credentials.bySecretHash(presented.secret.hash);
        if (credential?.secret == null) return;
        const { key, secret } = credential;
        const power = powerOfSecret(key, secret, clock.now());
        if (power.ends === 'nothing') {
          refusedUses.note(credential, power.because, caller, null);
          return;
        }
        await secretEnder.end(caller, key.id, secret.version, PRESENTED);
      }
    },

    metadata: () => authorizationServerMetadata(issuer),
    openidConfiguration: () => openidConfiguration(issuer),
    jwks: async () => ({ keys: await ring.publicJwks() }),
    purge: () => spent.purge(new Date(clock.now().getTime() - CLOCK_MARGIN_MILLIS)),
  };
}

/** A replica whose clock is behind accepts a token for longer, so its end is remembered for longer. */
const CLOCK_MARGIN_MILLIS = 3_600_000;

function introspectionOf(inspection: Inspection, issuer: string): IntrospectionAnswer {
  if (!inspection.known || !inspection.good) return { active: false };
  const { credential, token, grant } = inspection;
  const { key, owner } = credential;
  const endsAt = token === null ? endOf(credential) : endOfToken(token, credential);
  return {
    active: true,
    client_id: key.clientId,
    sub: owner.id,
    iss: issuer,
    iat: secondsOf(token?.issuedAt ?? key.createdAt),
    token_type: 'Bearer',
    keyplane_key_id: key.id,
    ...(key.teamId !== null && { keyplane_team_id: key.teamId }),
    ...(endsAt !== null && { exp: secondsOf(endsAt) }),
    ...(token !== null && { aud: token.audience, jti: token.jti }),
    ...scopeField(scopeOf(grant, token?.scope ?? null)),
  };
}

/** If the key was rotated since then, the secret that obtained the token may now end earlier. */
function endOfToken({ expiresAt, holder }: AccessTokenClaims, { secrets }: Credential): Date {
  const version = holder.kind === 'key' ? holder.secretVersion : null;
  const retiresAt = secrets.find((secret) => secret.version === version)?.retiresAt ?? expiresAt;
  return retiresAt < expiresAt ? retiresAt : expiresAt;
}

/** For a token with a scope, the permissions that remain. For another token, what services ask for. */
function scopeOf(grant: Grant, asked: readonly string[] | null): readonly string[] {
  const held = [...grant.permissions].sort();
  return asked === null ? held.filter((permission) => !isKeyplanePermission(permission)) : held;
}

function scopeField(scope: readonly string[] | null): { scope?: string } {
  return scope === null || scope.length === 0 ? {} : { scope: scope.join(' ') };
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
