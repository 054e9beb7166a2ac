export { EphemeralAccessToken, type EphemeralAccessTokenConfig } from './ephemeral-access-token';
export { EphemeralKeySecret, type EphemeralKeySecretConfig } from './ephemeral-key-secret';
export { EphemeralVariable } from './ephemeral-variable';
export { Expiry } from './expiry';
export { KeyplaneProvider, type KeyplaneProviderConfig } from './keyplane-provider';
export { KeyPolicy, type KeyPolicyProps } from './key-policy';
export type { KeyOptions } from './key';
export { type ParsedSecret, parseSecret } from './parse-secret';
export type { ProtectionOptions } from './protection';
export type { ProviderOption } from './provider-option';
export { type PeriodicRotationOptions, Rotation, type RotationOptions } from './rotation';
export type { DeliveredSecret, ISecretConsumer } from './secret-consumer';
export {
  type Claimant,
  type ClaimOptions,
  type PublicJwk,
  SecretDelivery,
} from './secret-delivery';
export * as l1 from './generated';
export * from './generated/resource-constructs';
