import { Expiry, Group, KeyplaneProvider, ServiceKey, Wallet } from '@keyplane/cdktf';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

export interface ServiceKeysStackProps {
  /** IDs of the members who are told before the token expires. */
  readonly onCall: readonly string[];
}

/** The services that our shop calls, the wallet that pays, and the members who get the alerts. */
export class ServiceKeysStack extends TerraformStack {
  constructor(scope: Construct, id: string, { onCall }: ServiceKeysStackProps) {
    super(scope, id);

    // KEYPLANE_* has the endpoint and the credentials, so no secret is written down here.
    // A name for a group of states. The location and the workspace still tell its states apart.
    new KeyplaneProvider(this, 'keyplane', { stack: id });

    const wallet = new Wallet(this, 'shop', { name: 'Shop', currency: 'EUR' });

    const key = new ServiceKey(this, 'product-texts', { acceptTerms: '2026-11' })
      .enableService('language-detection')
      .enableService('text-generation', { wallet, modelIds: ['text-small', 'text-large'] });
    const token = key.addToken('shop', { expires: Expiry.after('90d') });

    new Group(this, 'on-call', { memberIds: onCall }).subscribe('account_alerts');

    new TerraformOutput(this, 'wallet-id', { value: wallet.walletId });
    new TerraformOutput(this, 'token', { value: token.secret, sensitive: true });
  }
}
