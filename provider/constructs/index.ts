export { ApplicationKey, type ApplicationKeyProps } from './application-key';
export { EphemeralAccessToken, type EphemeralAccessTokenConfig } from './ephemeral-access-token';
export { EphemeralKeySecret, type EphemeralKeySecretConfig } from './ephemeral-key-secret';
export { EphemeralVariable } from './ephemeral-variable';
export { Expiry } from './expiry';
export {
  FederatedIdentity,
  type FederatedIdentityProps,
  type GithubActionsOptions,
  type TrustOptions,
} from './federated-identity';
export { type AlertTopic, Group, type GroupProps } from './group';
export type { KeyplaneProviderConfig } from './generated/provider';
export { KeyplaneProvider } from './keyplane-provider';
export { KeyPolicy, type KeyPolicyProps } from './key-policy';
export { type IMember, Member, type MemberProps, type TeamRole } from './member';
export type { KeyOptions } from './key';
export { type ParsedSecret, parseSecret } from './parse-secret';
export type { ProtectionOptions } from './protection';
export type { ProviderOption } from './provider-option';
export { type IRole, Role, type RoleProps } from './role';
export { type PeriodicRotationOptions, Rotation, type RotationOptions } from './rotation';
export type { DeliveredSecret, ISecretConsumer } from './secret-consumer';
export {
  type Claimant,
  type ClaimOptions,
  type PublicJwk,
  SecretDelivery,
} from './secret-delivery';
export { type IServiceAccount, ServiceAccount, type ServiceAccountProps } from './service-account';
export {
  ServiceAccountKey,
  type ServiceAccountKeyOptions,
  type ServiceAccountKeyProps,
} from './service-account-key';
export { type PayAsYouGo, ServiceKey, type ServiceKeyProps } from './service-key';
export {
  ServiceKeyToken,
  type ServiceKeyTokenOptions,
  type ServiceKeyTokenProps,
} from './service-key-token';
export { type AllowedDelivery, TeamPolicy, type TeamPolicyProps } from './team-policy';
export { type IWallet, Wallet, type WalletProps } from './wallet';
export * as l1 from './generated';
