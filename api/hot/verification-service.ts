import type { CredentialInspector, Inspection } from '../auth/credential-inspector';
import { holds, lacking } from '../domain/permission';
import type { Caller } from '../domain/principal';
import type { Verification } from './verification';

export interface VerificationRequest {
  /** A secret, or an access token of which `audience` is expected. */
  readonly presented: string;
  readonly audience: string | null;
  readonly permissions: readonly string[];
}

export interface VerificationService {
  /**
   * Whether a key is good, and good enough, at this moment.
   * @throws Failure `insufficient_permissions` where the caller lacks `keys.verify`, `rate_limited`
   */
  verify(caller: Caller, request: VerificationRequest): Promise<Verification>;
}

export function createVerificationService(dependencies: {
  inspector: CredentialInspector;
}): VerificationService {
  const { inspector } = dependencies;
  return {
    async verify(caller, request) {
      return decideVerification(await inspector.inspect(caller, request.presented), request);
    },
  };
}

/** An access token for another service is refused even where all else is right. */
export function decideVerification(
  inspection: Inspection,
  { audience, permissions }: VerificationRequest,
): Verification {
  if (!inspection.known) return { code: 'unknown', credential: null };
  const { credential, token } = inspection;
  const refused = (code: Exclude<Verification['code'], 'unknown'>): Verification => ({
    code,
    credential,
    held: [],
    missing: [],
  });
  if ((token?.audience ?? null) !== audience) return refused('wrong_audience');
  if (!inspection.good) return refused(inspection.code);
  const missing = lacking(inspection.grant, permissions);
  const held = permissions.filter((permission) => holds(inspection.grant, permission));
  const code = missing.length === 0 ? 'valid' : 'insufficient_permissions';
  return { code, credential, held, missing };
}
