import type { AuditTrail } from '../domain/audit-trail';
import { createAuthenticator } from '../credentials/authenticator';
import type { FederatedCredentialLookup } from '../credentials/federated-credential';
import type { CredentialSlice } from '../credentials/compose';
import { createCredentialInspector } from '../credentials/credential-inspector';
import type { ChangeFeed } from '../database/change-feed';
import type { Database } from '../database/database';
import type { SubjectTokens } from '../federation/token-redemption';
import type { Clock } from '../domain/clock';
import type { SecretEnder } from '../keys/secret-ender';
import type { Usage } from '../usage/usage';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import type { Sealer } from '../sealing/sealer';
import { createAccessTokens } from './access-tokens';
import { createClientAssertions } from './client-assertion';
import { createClientAuthentication } from './client-authentication';
import { createIssuanceTrail } from './issuance-trail';
import { createKnexSigningKeyStore } from './signing-key-store';
import { createKnexSpentTokenStore } from './spent-token-store';
import { createOAuthHotRoutes } from './oauth-hot-routes';
import { OAUTH_PATHS } from './oauth-openapi';
import { createOAuthRouter } from './oauth-routes';
import { createOAuthService } from './oauth-service';
import { createSigningKeyRing } from './signing-key-ring';
import { createTokenExchange } from './token-exchange';

export interface OAuthDependencies {
  readonly issuer: string;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly credentials: Pick<CredentialSlice, 'lookup' | 'cached' | 'refusedUses' | 'throttle'>;
  readonly feed: Pick<ChangeFeed, 'log' | 'isCurrent' | 'catchUp'>;
  readonly federation: {
    readonly credentials: FederatedCredentialLookup;
    /** Judges tokens that external issuers signed. */
    readonly subjectTokens: SubjectTokens;
  };
  readonly usage: Usage;
  readonly audit: AuditTrail;
  /** Reports what failed outside of an answer. */
  readonly onError: (error: unknown) => void;
  readonly keys: { readonly ender: SecretEnder };
  readonly recordRefusal: Parameters<typeof createOAuthHotRoutes>[0]['recordRefusal'];
}

/** Unknown secrets per minute that a service may ask about, because it passes on what others send. */
const UNKNOWN_VERIFICATIONS = { name: 'unknown-verifications', attempts: 6000, windowSeconds: 60 };
/** Unknown keys per minute that an address may present to a gateway. */
const UNKNOWN_KEYS_AT_GATEWAYS = { name: 'unknown-keys', attempts: 60, windowSeconds: 60 };

/** Access tokens and all that judges credentials, which need one another. */
export function composeOAuth(dependencies: OAuthDependencies) {
  const { issuer, database, sealer, clock, usage, audit } = dependencies;
  const { lookup: credentials, cached, refusedUses, throttle } = dependencies.credentials;
  const { federation } = dependencies;
  const spent = createKnexSpentTokenStore(database);
  const ring = createSigningKeyRing({ store: createKnexSigningKeyStore(database), sealer, clock });
  const accessTokens = createAccessTokens({ issuer, ring, spent, clock, feed: dependencies.feed });
  const judging = {
    credentials: cached,
    accessTokens,
    usage,
    refusedUses,
    clock,
  };
  const authenticator = createAuthenticator({
    ...judging,
    federations: federation.credentials,
    feed: dependencies.feed,
    throttle,
  });
  const inspector = createCredentialInspector({
    ...judging,
    throttle: createNetworkThrottle(UNKNOWN_VERIFICATIONS),
  });
  const gatewayInspector = createCredentialInspector({
    ...judging,
    throttle: createNetworkThrottle(UNKNOWN_KEYS_AT_GATEWAYS),
  });
  const assertions = createClientAssertions({ issuer, credentials, spent, clock });
  const issuances = createIssuanceTrail({ audit, clock, onError: dependencies.onError });
  const service = createOAuthService({
    clients: createClientAuthentication({ authenticator, assertions }),
    tokenExchange: createTokenExchange({
      subjectTokens: federation.subjectTokens,
      authenticator,
      issuer,
    }),
    accessTokens,
    inspector,
    credentials,
    secretEnder: dependencies.keys.ender,
    refusedUses,
    issuances,
    ring,
    spent,
    unitOfWork: database,
    audit,
    clock,
  });
  const hotRoutes = createOAuthHotRoutes({ service, recordRefusal: dependencies.recordRefusal });
  return {
    endpoints: [],
    purge: [() => service.purge()],
    /** Documented paths that are not endpoint definitions. */
    paths: OAUTH_PATHS,
    authenticator,
    inspector,
    gatewayInspector,
    /** Used assertions, including those of external issuers. */
    spent,
    hotRoutes,
    /** The routes that Express answers at the same paths. */
    router: createOAuthRouter(
      service,
      hotRoutes.map(({ path }) => path),
    ),
    /** Writes what is pending. */
    close: () => issuances.close(),
  };
}

/**
 * The rows that the master key seals, for commands that move it to another master key without a
 * server.
 */
export function sealedByOAuth(database: Database) {
  return { signingKeys: createKnexSigningKeyStore(database) };
}
