/**
 * How a new credential reaches its owner: in the answer that makes it; kept sealed until it is
 * claimed; as a JWE that only the recipient's private key opens; or not at all, since the owner
 * keeps a private key.
 */
export const SECRET_DELIVERIES = ['plain', 'claim', 'encrypted', 'public_key'] as const;

export type SecretDelivery = (typeof SECRET_DELIVERIES)[number];
