import { describeFunction } from './function-server';
import type { Provider } from './provider';
import type { ProviderSchema, SchemaDescription } from './provider-server';
import type { Schema } from './attribute';
import { describeSchema } from './schema';
import { providerFaults } from './schema-faults';
import { withTimeouts } from './timeouts';

/**
 * The schemas of everything that a provider offers. Terraform asks for them first, so a provider
 * with faults does nothing, and one process for each command checks the schemas.
 *
 * @throws Error that lists all faults of the schemas
 *
 * @example
 * for (const [name, { description }] of Object.entries(describeProvider(filesProvider).resources)) {
 *   console.log(`${name}: ${description}`);
 * }
 */
export function describeProvider<Client>(provider: Provider<Client>): ProviderSchema {
  const faults = providerFaults(provider);
  if (faults.length > 0) {
    throw new Error(`The provider ${provider.name} has faults:\n- ${faults.join('\n- ')}`);
  }
  return {
    provider: {
      version: 0,
      description: provider.description,
      attributes: describeSchema(provider.schema),
    },
    resources: byName(provider.resources, (resource) =>
      describe(withTimeouts(resource.schema, resource.timeouts), resource, resource.version),
    ),
    dataSources: byName(provider.dataSources, (source) => describe(source.schema, source, 0)),
    ephemeralResources: byName(provider.ephemeralResources, (ephemeral) =>
      describe(ephemeral.schema, ephemeral, 0),
    ),
    functions: byName(provider.functions, describeFunction),
  };
}

function describe(
  schema: Schema,
  { description, deprecated }: { readonly description: string; readonly deprecated: boolean },
  version: number,
): SchemaDescription {
  return {
    version,
    description,
    attributes: describeSchema(schema),
    ...(deprecated ? { deprecated } : {}),
  };
}

function byName<T extends { readonly name: string }, R>(
  items: readonly T[],
  describeItem: (item: T) => R,
): Readonly<Record<string, R>> {
  return Object.fromEntries(items.map((item) => [item.name, describeItem(item)]));
}
