export {
  ApiError,
  ApiNotKeyplane,
  ApiProblem,
  type ApiProblemBody,
  ApiUnreachable,
  type FieldProblem,
  isNotFound,
} from './api-error';
export type { ClientCredentials } from './access-token-api';
export { isClearText, type ParsedEndpoint, parseEndpoint } from './endpoint';
export {
  type ApplicationKey,
  createKeyplaneClient,
  type KeyplaneClient,
  type KeyplaneClientOptions,
  type Role,
  type ServiceAccount,
  type ServiceAccountKey,
  type Whoami,
} from './keyplane-client';
export { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry';
