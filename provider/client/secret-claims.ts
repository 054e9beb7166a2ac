import type { Call, CallOptions } from './call';
import type { paths } from './generated/api';

type ClaimOperation = paths['/v1/keys/{key_id}/claim']['post'];

export type ClaimedSecret = ClaimOperation['responses'][200]['content']['application/json'];

/** Secrets that Keyplane keeps sealed until somebody claims them. Rejects with `ApiError`. */
export interface SecretClaims {
  /**
   * Claims the secret of a key of any family. It may be repeated. Without a version, it claims the
   * newest secret.
   */
  claim(
    keyId: string,
    secretVersion: number | undefined,
    options: CallOptions,
  ): Promise<ClaimedSecret>;
}

export function createSecretClaims(call: Call): SecretClaims {
  return {
    claim: async (keyId, secretVersion, { signal }) =>
      (await call({
        method: 'POST',
        path: `/v1/keys/${encodeURIComponent(keyId)}/claim`,
        body: secretVersion === undefined ? {} : { secret_version: secretVersion },
        signal,
      })) as ClaimedSecret,
  };
}
