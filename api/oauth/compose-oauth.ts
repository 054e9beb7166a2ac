import type { AuditTrail } from '../domain/audit-trail';
import { createAuthenticator } from '../credentials/authenticator';
import type { FederatedCredentialLookup } from '../credentials/federated-credential';
import type { RefusedUses } from '../credentials/refused-uses';
import { createCredentialInspector } from '../credentials/credential-inspector';
import type { ChangeFeed } from '../database/change-feed';
import type { Database } from '../database/database';
import type { SubjectTokens } from '../federation/token-redemption';
import type { Clock } from '../domain/clock';
import type { CredentialLookup } from '../credentials/credential';
import type { SecretEnder } from '../keys/secret-ender';
import type { Usage } from '../usage/usage';
import type { NetworkThrottle } from '../rate-limit/throttle';
import type { Sealer } from '../sealing/sealer';
import { createAccessTokens } from './access-tokens';
import { createClientAssertions } from './client-assertion';
import { createClientAuthentication } from './client-authentication';
import { createIssuanceTrail } from './issuance-trail';
import { createKnexSigningKeyStore } from './knex-signing-key-store';
import { createKnexSpentTokenStore } from './knex-spent-token-store';
import { createOAuthService } from './oauth-service';
import { createSigningKeyRing } from './signing-key-ring';
import { createTokenExchange } from './token-exchange';

export interface OAuthDependencies {
  readonly issuer: string;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** What the database says at this moment: for changes. */
  readonly credentials: CredentialLookup;
  /** The same from memory where that is certain: for who only judges. */
  readonly cachedCredentials: CredentialLookup;
  readonly feed: Pick<ChangeFeed, 'log' | 'isCurrent'>;
  readonly federations: FederatedCredentialLookup;
  /** Judges what outside issuers signed. */
  readonly subjectTokens: SubjectTokens;
  readonly usage: Usage;
  readonly refusedUses: RefusedUses;
  readonly audit: AuditTrail;
  /** Told of what failed beside an answer. */
  readonly onError: (error: unknown) => void;
  readonly secretEnder: SecretEnder;
  /** Of credentials that nobody has, by network. */
  readonly callerThrottle: NetworkThrottle;
  /** Of what a caller asks about and nobody has, by caller and network. */
  readonly verificationThrottle: NetworkThrottle;
  /** Of what the client of a gateway presents and nobody has, by gateway and the client's network. */
  readonly gatewayThrottle: NetworkThrottle;
}

/** Access tokens and all that judges credentials, which need one another. */
export function composeOAuth(dependencies: OAuthDependencies) {
  const { issuer, database, sealer, clock, credentials, usage, audit, secretEnder } = dependencies;
  const signingKeys = createKnexSigningKeyStore(database);
  const spent = createKnexSpentTokenStore(database);
  const ring = createSigningKeyRing({ store: signingKeys, sealer, clock });
  const accessTokens = createAccessTokens({ issuer, ring, spent, clock, feed: dependencies.feed });
  const judging = {
    credentials: dependencies.cachedCredentials,
    accessTokens,
    usage,
    refusedUses: dependencies.refusedUses,
    clock,
  };
  const authenticator = createAuthenticator({
    ...judging,
    federations: dependencies.federations,
    feed: dependencies.feed,
    throttle: dependencies.callerThrottle,
  });
  const inspector = createCredentialInspector({
    ...judging,
    throttle: dependencies.verificationThrottle,
  });
  const gatewayInspector = createCredentialInspector({
    ...judging,
    throttle: dependencies.gatewayThrottle,
  });
  const assertions = createClientAssertions({ issuer, credentials, spent, clock });
  const issuances = createIssuanceTrail({ audit, clock, onError: dependencies.onError });
  const service = createOAuthService({
    clients: createClientAuthentication({ authenticator, assertions }),
    tokenExchange: createTokenExchange({
      subjectTokens: dependencies.subjectTokens,
      authenticator,
      issuer,
    }),
    accessTokens,
    inspector,
    credentials,
    secretEnder,
    refusedUses: dependencies.refusedUses,
    issuances,
    ring,
    spent,
    unitOfWork: database,
    audit,
    clock,
  });
  return { authenticator, inspector, gatewayInspector, service, signingKeys, issuances };
}
