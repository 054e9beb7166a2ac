export { type Keyplane, createKeyplane } from './keyplane';
export type { CallOptions, KeyplaneOptions } from './keyplane-options';
export { InvalidSetting } from './invalid-setting';
export type {
  ApplicationKey,
  ApplicationKeys,
  IssuedApplicationKey,
  IssuedServiceAccountKey,
  IssuedServiceKeyToken,
  KeyApi,
  ServiceAccountKey,
  ServiceAccountKeys,
  ServiceKeyToken,
  ServiceKeyTokens,
} from './key-api';
export type { AccessToken, AccessTokenRequest } from './access-token';
export type { Introspection, KeyQuestion, Verification } from './verification';
export {
  ApiError,
  ApiNotKeyplane,
  ApiProblem,
  type ApiProblemBody,
  ApiUnreachable,
  type Credentials,
  CredentialUnavailable,
  type FieldProblem,
} from '../provider/client/calls';
