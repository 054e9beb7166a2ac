import {
  Expiry,
  KeyplaneProvider,
  KeyPolicy,
  Role,
  Rotation,
  ServiceAccount,
} from '@keyplane/cdktf';
import { Aspects, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { VaultProvider, VaultSecret } from './vault-secret';

/** A key whose secret goes straight into Vault: no state and no plan ever holds it. */
export class SecretToVaultStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // KEYPLANE_* has the endpoint and the credentials. VAULT_* has Vault's address and token.
    // A name for a group of states. The location and the workspace still tell its states apart.
    new KeyplaneProvider(this, 'keyplane', { stack: id });
    new VaultProvider(this, 'vault');
    Aspects.of(this).add(new KeyPolicy({ allowPlainSecrets: false, requireRotation: true }));

    const deployer = new Role(this, 'deployer', { permissions: ['releases.publish'] });
    const ci = new ServiceAccount(this, 'ci', { roles: [deployer] });

    ci.addKey('key', {
      expires: Expiry.after('365d'),
      // A secret can be claimed for only 24 hours. A receiver that is added later needs a new
      // secret.
      rotation: Rotation.every('30d', { overlap: '24h', whenChanged: { receivers: 'vault' } }),
      consumer: new VaultSecret({ mount: 'kv', name: 'ci/keyplane' }),
    });
  }
}
