import type { Schema } from './attribute';
import { type DataSource, type DataSourceDefinition, eraseDataSource } from './data-source';
import {
  type EphemeralResource,
  type EphemeralResourceDefinition,
  eraseEphemeralResource,
} from './ephemeral-resource';
import type { Provider, ProviderDefinition } from './provider';
import { eraseResource, type Resource, type ResourceDefinition } from './resource';

/**
 * Defines a provider: its configuration, and what it offers.
 *
 * @example
 * const filesProvider = defineProvider({
 *   name: 'files',
 *   version: '0.1.0',
 *   description: 'Manages text files in a local folder.',
 *   schema: { folder: string.required({ description: 'The folder.' }) },
 *   configure: ({ folder }) =>
 *     isUnknown(folder) ? deferred('`folder` is known only after apply') : createFolder(folder),
 *   resources: [fileResource],
 * });
 */
export function defineProvider<Client, const S extends Schema>(
  definition: ProviderDefinition<Client, S>,
): Provider<Client> {
  return {
    name: definition.name,
    version: definition.version,
    description: definition.description,
    schema: definition.schema,
    validators: definition.validators ?? [],
    handlers: definition as unknown as Provider<Client>['handlers'],
    resources: definition.resources,
    dataSources: definition.dataSources ?? [],
    ephemeralResources: definition.ephemeralResources ?? [],
    functions: definition.functions ?? [],
  };
}

/**
 * The `define…` functions for one type of client, which handlers get as `context.client`.
 *
 * @example
 * const { defineResource } = forClient<Folder>();
 *
 * const fileResource = defineResource({
 *   name: 'files_file',
 *   description: 'A text file.',
 *   schema: {
 *     name: string.required({ description: 'The name.', identity: true, requiresReplace: true }),
 *     content: string.required({ description: 'The text.' }),
 *   },
 *   async create({ name, content }, { client }) {
 *     await client.write(name, content);
 *     return {};
 *   },
 *   read: async ({ name }, { client }) => ({ name, content: await client.read(name) }),
 *   async update({ name, content }, _state, { client }) {
 *     await client.write(name, content);
 *     return {};
 *   },
 *   delete: ({ name }, { client }) => client.remove(name),
 * });
 */
export function forClient<Client>() {
  return {
    defineResource: <const S extends Schema>(
      definition: ResourceDefinition<Client, S>,
    ): Resource<Client> => eraseResource(definition),
    defineDataSource: <const S extends Schema>(
      definition: DataSourceDefinition<Client, S>,
    ): DataSource<Client> => eraseDataSource(definition),
    defineEphemeralResource: <const S extends Schema>(
      definition: EphemeralResourceDefinition<Client, S>,
    ): EphemeralResource<Client> => eraseEphemeralResource(definition),
  };
}
