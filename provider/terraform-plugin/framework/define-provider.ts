import type { Schema } from './attribute';
import { type DataSource, type DataSourceDefinition, eraseDataSource } from './data-source';
import {
  type EphemeralResource,
  type EphemeralResourceDefinition,
  eraseEphemeralResource,
} from './ephemeral-resource';
import type { Provider, ProviderDefinition } from './provider';
import { eraseResource, type Resource, type ResourceDefinition } from './resource';

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

/** The `define…` functions for one kind of client: `const { defineResource } = forClient<MyClient>()`. */
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
