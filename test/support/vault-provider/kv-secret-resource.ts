import {
  DiagnosticError,
  exactlyOneOf,
  forClient,
  gone,
  type JsonObject,
  map,
  number,
  requiredTogether,
  string,
} from '../../../provider/terraform-plugin';
import { type Vault, type VaultEntry, VaultSealed } from './vault';

/** The attributes of the real `vault_kv_secret_v2` that configurations with secrets use. */
export const kvSecretResource = forClient<Vault>().defineResource({
  name: 'vault_kv_secret_v2',
  description: 'Writes a secret to a KV engine, version 2.',
  schema: {
    id: string.computed({ description: 'The path.', identity: true }),
    mount: string.required({ description: 'Where the engine is mounted.', requiresReplace: true }),
    name: string.required({ description: 'The name of the secret.', requiresReplace: true }),
    data_json: string.optional({ description: 'The secret as JSON.', sensitive: true }),
    data_json_wo: string.optional({ description: 'The same, never stored.', writeOnly: true }),
    data_json_wo_version: number.optional({
      description: 'Another version writes `data_json_wo` again; nothing else does.',
    }),
    path: string.computed({ description: 'The full path of the secret.' }),
    metadata: map(string).computed({
      description: 'What the vault says of the newest version.',
      recomputedWhen: ['data_json', 'data_json_wo_version'],
    }),
  },
  validators: [
    exactlyOneOf('data_json', 'data_json_wo'),
    requiredTogether('data_json_wo', 'data_json_wo_version'),
  ],

  async create(plan, { client }) {
    const path = `${plan.mount}/data/${plan.name}`;
    return describe(path, write(client, path, plan.data_json ?? plan.data_json_wo));
  },

  async read(state, { client }) {
    const { id, data_json, data_json_wo_version } = state;
    const entry = client.read(id);
    if (entry === undefined) {
      return gone({ summary: `${id} is gone`, detail: 'It will be written again.' });
    }
    const [mount = '', name = ''] = id.split('/data/');
    const stored = data_json === null ? null : JSON.stringify(entry.data);
    return {
      mount,
      name,
      data_json_wo_version,
      data_json: stored,
      ...describe(id, entry),
    };
  },

  async update(plan, state, { client }) {
    const isWritten =
      plan.data_json !== state.data_json ||
      plan.data_json_wo_version !== state.data_json_wo_version;
    const entry = isWritten
      ? write(client, state.id, plan.data_json ?? plan.data_json_wo)
      : client.read(state.id);
    if (entry === undefined) throw new Error(`${state.id} is gone`);
    return describe(state.id, entry);
  },

  async delete(state, { client }) {
    client.remove(state.id);
  },
});

/**
 * Data that is not JSON is refused only here, as by the real provider, which validates no write-only data.
 */
function write(vault: Vault, path: string, json: string | null): VaultEntry {
  try {
    return vault.write(path, parsed(json ?? ''));
  } catch (error) {
    if (!(error instanceof VaultSealed)) throw error;
    throw new DiagnosticError({ summary: 'error writing to Vault', detail: error.message });
  }
}

function parsed(json: string): JsonObject {
  try {
    return JSON.parse(json) as JsonObject;
  } catch (cause) {
    const detail = 'The data to write is not JSON. Nothing was written.';
    throw new DiagnosticError({ summary: 'data_json syntax error', detail }, { cause });
  }
}

function describe(path: string, { version }: VaultEntry) {
  return { id: path, path, metadata: { version: String(version) } };
}
