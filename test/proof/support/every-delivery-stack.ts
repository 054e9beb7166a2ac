import {
  ApplicationKey,
  Expiry,
  type KeyOptions,
  KeyplaneProvider,
  Role,
  Rotation,
  SecretDelivery,
  ServiceAccount,
  ServiceKey,
} from '@keyplane/cdktf';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { VaultProvider, VaultSecret } from '../../../examples/secret-to-vault/vault-secret';

export interface EveryDeliveryProps {
  /** A new round number rotates every key. */
  readonly round: string;
  readonly recipientJwk: object;
  readonly recipientPem: string;
  /** For `private_key_jwt`. */
  readonly publicJwk: object;
}

/** A key of every family with every delivery. */
export class EveryDeliveryStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: EveryDeliveryProps) {
    super(scope, id);
    new KeyplaneProvider(this, 'keyplane', { stack: id });
    new VaultProvider(this, 'vault');

    const role = new Role(this, 'reader', { permissions: ['reports.read'] });
    const account = new ServiceAccount(this, 'account', { roles: [role] });
    const serviceKey = new ServiceKey(this, 'service-key', { acceptTerms: '2026-11' });

    const rotation = Rotation.whenChanged({ round: props.round }, { overlap: '1h' });
    const expires = Expiry.after('30d');
    for (const [name, options] of Object.entries(deliveries(props))) {
      account.addKey(name, { expires, rotation, ...options(`account-${name}`) });
      serviceKey.addToken(name, { expires, rotation, ...options(`token-${name}`) });
      new ApplicationKey(this, name, {
        description: name,
        expires,
        rotation,
        ...options(`application-${name}`),
      });
    }
  }
}

function deliveries({ recipientJwk, recipientPem, publicJwk }: EveryDeliveryProps) {
  const by = (delivery: SecretDelivery) => (): KeyOptions => ({ delivery });
  return {
    plain: by(SecretDelivery.plain()),
    claim: (name: string): KeyOptions => ({ consumer: new VaultSecret({ mount: 'kv', name }) }),
    'encrypted-jwk': by(SecretDelivery.encryptedFor({ ...recipientJwk })),
    'encrypted-pem': by(SecretDelivery.encryptedFor(recipientPem)),
    'public-key': by(SecretDelivery.publicKey({ ...publicJwk })),
  };
}
