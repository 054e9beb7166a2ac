import type { CredentialInspector, Inspection } from '../credentials/credential-inspector';
import { holds, lacking } from '../domain/permission';
import { afterwards, type Awaitable } from '../lib/awaitable';
import type { Caller } from '../domain/principal';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Credential } from '../credentials/credential';
import type { CallAuthorizer, CallRequest } from './call-authorization';
import type { KnownVerification, Verification, VerificationCode } from './verification';

export interface VerificationRequest {
  /** A secret, or an access token that must be for `audience`. */
  readonly presented: string;
  readonly audience: string | null;
  readonly permissions: readonly string[];
  /** The call that a service is to answer. If absent, only the key is judged. */
  readonly call: CallRequest | null;
}

export interface VerificationService {
  /**
   * Whether a key is valid, and sufficient, at this moment.
   * @throws Failure `insufficient_permissions` if the caller lacks `keys.verify`, `rate_limited`,
   * `insufficient_funds` if the cost of the call cannot be reserved
   */
  verify(caller: Caller, request: VerificationRequest): Awaitable<Verification>;
}

export function createVerificationService(dependencies: {
  inspector: CredentialInspector;
  calls: CallAuthorizer;
  unitOfWork: UnitOfWork;
  /** Gets every verdict. */
  onVerdict: (code: VerificationCode) => void;
}): VerificationService {
  const { inspector, calls, unitOfWork, onVerdict } = dependencies;

  async function withCall(
    caller: Caller,
    verification: KnownVerification,
    asked: CallRequest,
  ): Promise<Verification> {
    const authorize = () => calls.authorize(caller, verification.credential.key, asked);
    const call = asked.reservation === null ? await authorize() : await unitOfWork.run(authorize);
    onVerdict(call.code);
    return { ...verification, code: call.code, call };
  }

  return {
    verify(caller, request) {
      return afterwards(inspector.inspect(caller, request.presented), (inspection) => {
        const verification = decideVerification(inspection, request);
        if (verification.code === 'valid' && request.call !== null) {
          return withCall(caller, verification, request.call);
        }
        onVerdict(verification.code);
        return verification;
      });
    },
  };
}

/** An access token for another service is refused even if everything else is right. */
export function decideVerification(
  inspection: Inspection,
  { audience, permissions }: Pick<VerificationRequest, 'audience' | 'permissions'>,
): Verification {
  if (!inspection.known) return { code: 'unknown', credential: null };
  const { credential, token } = inspection;
  if ((token?.audience ?? null) !== audience) return refused('wrong_audience', credential);
  if (!inspection.good) return refused(inspection.code, credential);
  const { grant } = inspection;
  const missing = lacking(grant, permissions);
  if (missing.length === 0) {
    return { code: 'valid', credential, held: permissions, missing, call: null };
  }
  const held = permissions.filter((permission) => holds(grant, permission));
  return { code: 'insufficient_permissions', credential, held, missing, call: null };
}

function refused(
  code: Exclude<Verification['code'], 'unknown'>,
  credential: Credential,
): Verification {
  return { code, credential, held: [], missing: [], call: null };
}
