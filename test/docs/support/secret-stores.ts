import {
  createProviderServer,
  defineProvider,
  forClient,
  map,
  nestedSingle,
  number,
  requiredTogether,
  type Schema,
  type ServedForReattach,
  serveForReattach,
  string,
} from '../../../provider/terraform-plugin';

const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const description = 'As in the real provider.';
const id = string.computed({ description, identity: true });

/**
 * Replaces the providers of secret stores, because tests reach no registry. They know the arguments that
 * the documentation uses, and only for `terraform validate`. The framework has no nested blocks, so
 * `metadata` of Kubernetes is an attribute here.
 */
export function serveSecretStores(): Promise<readonly ServedForReattach[]> {
  return Promise.all([
    serveValidated('aws', [
      validated('aws_secretsmanager_secret', { id, name: string.optional({ description }) }),
      validated(
        'aws_secretsmanager_secret_version',
        {
          id,
          secret_id: string.required({ description }),
          secret_string_wo: string.optional({ description, writeOnly: true }),
          secret_string_wo_version: number.optional({ description }),
        },
        ['secret_string_wo', 'secret_string_wo_version'],
      ),
    ]),
    serveValidated('kubernetes', [
      validated(
        'kubernetes_secret_v1',
        {
          id,
          type: string.optional({ description }),
          metadata: nestedSingle({
            name: string.optional({ description }),
            namespace: string.optional({ description }),
          }).required({ description }),
          data_wo: map(string).optional({ description, writeOnly: true }),
          data_wo_revision: number.optional({ description }),
        },
        ['data_wo', 'data_wo_revision'],
      ),
    ]),
  ]);
}

function validated(name: string, schema: Schema, together?: [string, string]) {
  const refuse = () => Promise.reject(new Error('This provider only validates.'));
  return forClient<null>().defineResource({
    name,
    description,
    schema,
    ...(together && { validators: [requiredTogether(...together)] }),
    create: refuse,
    read: refuse,
    update: refuse,
    delete: refuse,
  });
}

function serveValidated(name: string, resources: readonly ReturnType<typeof validated>[]) {
  const provider = defineProvider({
    name,
    version: '1.0.0',
    description,
    schema: { region: string.optional({ description }) },
    configure: () => null,
    resources,
  });
  return serveForReattach(() => createProviderServer(provider, { logger }), {
    address: `registry.terraform.io/hashicorp/${name}`,
  });
}
