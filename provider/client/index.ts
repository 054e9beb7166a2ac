export {
  ApiError,
  ApiNotKeyplane,
  ApiProblem,
  type ApiProblemBody,
  ApiUnreachable,
  CredentialUnavailable,
  type FieldProblem,
  isNotFound,
} from './api-error';
export {
  areFederated,
  type ClientCredentials,
  credentialFault,
  type Credentials,
  type OidcTokenSource,
} from './credentials';
export type { CallOptions } from './call';
export {
  COLLECTIONS,
  type IdPrefix,
  listNameOf,
  nounOf,
  resourceNameOf,
  resourcePluralOf,
  SECRET_KINDS,
  USED_FAMILIES,
  type UsedFamily,
} from './collections';
export type { CostEstimate, Service } from './catalog-api';
export type { DryRunQuestion, DryRunVerdict } from './dry-runs';
export type { RuledCollection } from './extract-field-rules';
export type { FieldRule } from './field-rule';
export { FIELD_RULES } from './field-rule-table';
export {
  type ApplicationKey,
  createKeyplaneClient,
  type FederatedIdentity,
  type Key,
  type KeyplaneClient,
  type KeyplaneClientOptions,
  type Member,
  type MembersOnlyPermission,
  type Role,
  type ServiceAccount,
  type ServiceAccountKey,
  type ServiceKey,
  type ServiceKeyToken,
  type TeamPolicy,
  type Wallet,
  type Whoami,
} from './keyplane-client';
export type { Notice } from './notices';
export { isClearText, parseEndpoint, routeTo } from '../../http-client';
export type { ItemOf } from './resource-api';
export { holdsSecret, isSecretForId, withoutSecrets } from './secret-shape';
export type { ClaimedSecret } from './secret-claims';
export {
  DEFAULT_PROTECTION,
  type ProtectAction,
  type ProtectionSettings,
} from './protection-settings';
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry';
export type { Usage, UsageCaller, UsageLookups, UsageQuestion } from './usage-lookups';
