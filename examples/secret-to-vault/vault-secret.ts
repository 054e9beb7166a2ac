import type { DeliveredSecret, ISecretConsumer } from '@keyplane/cdktf';
import { Fn, TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

/** Where the key's client ID and secret are to be found. */
export interface VaultLocation {
  readonly mount: string;
  readonly name: string;
}

/** With the bindings of `cdktf provider add hashicorp/vault` it is one `new KvSecretV2(…)`. */
export class VaultSecret implements ISecretConsumer {
  constructor(private readonly location: VaultLocation) {}

  receive(scope: Construct, { clientId, secret, version }: DeliveredSecret): void {
    const { mount, name } = this.location;
    const written = new TerraformResource(scope, 'Secret', {
      terraformResourceType: 'vault_kv_secret_v2',
    });
    written.addOverride('mount', mount);
    written.addOverride('name', name);
    written.addOverride('data_json_wo', Fn.jsonencode({ client_id: clientId, secret }));
    written.addOverride('data_json_wo_version', version);
  }
}

export class VaultProvider extends TerraformProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: 'vault',
      terraformProviderSource: 'hashicorp/vault',
      terraformGeneratorMetadata: { providerName: 'vault', providerVersionConstraint: '~> 5.0' },
    });
  }
}
