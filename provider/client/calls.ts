/** The part of the client that knows nothing of Terraform. The package @keyplane/client offers it. */
export { createAccessTokenApi, formPost } from './access-token-api';
export {
  ApiError,
  ApiNotKeyplane,
  ApiProblem,
  type ApiProblemBody,
  ApiUnreachable,
  CredentialUnavailable,
  type FieldProblem,
} from './api-error';
export { createAuthorize } from './authorization';
export { type Call, createCall } from './call';
export type { Collection } from './collections';
export {
  areFederated,
  credentialFault,
  type Credentials,
  type OidcSettingNames,
} from './credentials';
export type { components } from './generated/api';
export { createOidcTokenReader } from './oidc-token';
export { createResourceApi, type ResourceApi } from './resource-api';
export type { RetryPolicy } from './retry';
export { createTransport, type Transport } from './transport';
export { type Environment, networkOf, parseEndpoint, routeTo } from '../../http-client';
