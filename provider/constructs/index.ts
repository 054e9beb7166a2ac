export { ApplicationKey, type ApplicationKeyProps } from './application-key';
export { EphemeralAccessToken, type EphemeralAccessTokenConfig } from './ephemeral-access-token';
export { EphemeralVariable } from './ephemeral-variable';
export { Expiry } from './expiry';
export {
  FederatedIdentity,
  type FederatedIdentityProps,
  type GithubActionsOptions,
  type TrustOptions,
} from './federated-identity';
export { type AlertTopic, Group, type GroupProps } from './group';
export { KeyplaneProvider, type KeyplaneProviderConfig } from './generated/provider';
export { KeyPolicy, type KeyPolicyProps } from './key-policy';
export { type IMember, Member, type MemberProps, type TeamRole } from './member';
export { type ParsedSecret, parseSecret } from './parse-secret';
export { type IRole, Role, type RoleProps } from './role';
export { type IServiceAccount, ServiceAccount, type ServiceAccountProps } from './service-account';
export {
  ServiceAccountKey,
  type ServiceAccountKeyOptions,
  type ServiceAccountKeyProps,
} from './service-account-key';
export {
  type PayAsYouGo,
  ServiceKey,
  type ServiceKeyProps,
  type ServiceKeyTokenOptions,
} from './service-key';
export { type IWallet, Wallet, type WalletProps } from './wallet';
export * as l1 from './generated';
