import {
  createProviderServer,
  defineProvider,
  string,
  type ServedForReattach,
  serveForReattach,
} from '../../../provider/terraform-plugin';
import { kvSecretResource } from './kv-secret-resource';
import type { Vault } from './vault';

export { createVault, type Vault, type VaultEntry } from './vault';

/** The source address that configurations use for the real provider. */
const SOURCE = 'registry.terraform.io/hashicorp/vault';

const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * Replaces hashicorp/vault, because tests reach no registry. A configuration that is written for the
 * real provider is applied unchanged, and the vault is an object of the test. It supports what the
 * configurations here use of `vault_kv_secret_v2`, with that resource's rules: `data_json_wo` is written on
 * creation and whenever `data_json_wo_version` changes. Exactly one of `data_json` and `data_json_wo` is
 * set, so a null secret fails every plan. Data that is not JSON fails when it is written, and nothing is
 * stored.
 */
export function serveVaultProvider(vault: Vault): Promise<ServedForReattach> {
  const provider = defineProvider({
    name: 'vault',
    version: '5.0.0',
    description: 'Replaces hashicorp/vault.',
    schema: {
      address: string.optional({ description: 'Where the vault is; `VAULT_ADDR`.' }),
      token: string.optional({ description: 'Who asks; `VAULT_TOKEN`.', sensitive: true }),
    },
    configure: () => vault,
    resources: [kvSecretResource],
  });
  return serveForReattach(() => createProviderServer(provider, { logger }), { address: SOURCE });
}

/** The `TF_REATTACH_PROVIDERS` of several providers in one run of Terraform. */
export function reattachAll(...served: readonly Pick<ServedForReattach, 'environment'>[]): string {
  const entries = served.map(({ environment }) => JSON.parse(environment) as object);
  return JSON.stringify(Object.assign({}, ...entries));
}
