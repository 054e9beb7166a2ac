import type { Authenticator } from '../credentials/authenticator';
import type { CredentialInspector } from '../credentials/credential-inspector';
import type { Database } from '../database/database';
import { createCallAuthorizer } from './call-authorization';
import { FORWARD_AUTH_PATHS } from './forward-auth-openapi';
import { createForwardAuthCheck } from './forward-auth-routes';
import type { VerificationCode } from './verification';
import { createVerificationEndpoints } from './verification-routes';
import { createVerificationService } from './verification-service';

/** Answers services and gateways whether a key may do what they ask about. */
export function composeVerification(
  dependencies: Parameters<typeof createCallAuthorizer>[0] & {
    readonly database: Database;
    /** The URL of the server, where the documentation explains problems. */
    readonly issuer: string;
    /** What judges credentials. */
    readonly oauth: {
      readonly authenticator: Authenticator;
      readonly inspector: CredentialInspector;
      /** Counts unknown keys by the address that they come from. */
      readonly gatewayInspector: CredentialInspector;
    };
    readonly onVerdict: (code: VerificationCode) => void;
    readonly recordRefusal: Parameters<typeof createForwardAuthCheck>[0]['recordRefusal'];
  },
) {
  const { database, issuer, onVerdict, recordRefusal } = dependencies;
  const { authenticator, inspector, gatewayInspector } = dependencies.oauth;
  const calls = createCallAuthorizer(dependencies);
  const shared = { calls, unitOfWork: database, onVerdict };
  const verifications = createVerificationService({ ...shared, inspector });
  const forGateways = createVerificationService({ ...shared, inspector: gatewayInspector });
  return {
    endpoints: createVerificationEndpoints(verifications),
    purge: [],
    /** Documented paths that are not endpoint definitions. */
    paths: FORWARD_AUTH_PATHS,
    gatewayCheck: createForwardAuthCheck({
      authenticator,
      verifications: forGateways,
      recordRefusal,
      issuer,
    }),
  };
}
