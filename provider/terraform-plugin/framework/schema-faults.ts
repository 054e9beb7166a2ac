import { refusedNameReason } from './attribute-names';
import type { ConfigValidator } from './config-validator';
import type { AttributeDescription } from './provider-server';
import { parseDurationMs } from './duration';
import type { Provider } from './provider';
import type { Resource } from './resource';
import type { Schema } from './attribute';
import { describeSchema } from './schema';
import { TIMEOUTS } from './timeouts';

type SchemaUse = 'provider' | 'resource' | 'data-source' | 'ephemeral-resource';

/**
 * Everything in a schema that Terraform, HCL or a generator cannot handle, in one sentence each.
 */
export function providerFaults<Client>(provider: Provider<Client>): readonly string[] {
  const named = [
    ...namingFaults(provider.name, 'resource', provider.resources),
    ...namingFaults(provider.name, 'data source', provider.dataSources),
    ...namingFaults(provider.name, 'ephemeral resource', provider.ephemeralResources),
    ...duplicates('function', provider.functions),
  ];
  const own = schemaFaults('provider', provider.name, provider);
  const resources = provider.resources.flatMap((resource) => [
    ...schemaFaults('resource', resource.name, resource),
    ...resourceFaults(resource),
  ]);
  const dataSources = provider.dataSources.flatMap((source) => [
    ...schemaFaults('data-source', source.name, source),
    ...durationFaults(source.name, { timeout: source.timeout }),
  ]);
  const ephemerals = provider.ephemeralResources.flatMap((ephemeral) => [
    ...schemaFaults('ephemeral-resource', ephemeral.name, ephemeral),
    ...durationFaults(ephemeral.name, { timeout: ephemeral.timeout }),
  ]);
  return [...named, ...own, ...resources, ...dataSources, ...ephemerals];
}

/** The faults in the attributes, in the form in which they are sent to Terraform. */
export function attributeFaults(
  attributes: readonly AttributeDescription[],
  use: SchemaUse,
  at: string,
  inSet = false,
): readonly string[] {
  return attributes.flatMap((attribute) => {
    const where = `${at}.${attribute.name}`;
    const { required, optional, computed, writeOnly, nested, type } = attribute;
    const rules: readonly (readonly [boolean, string])[] = [
      [required && computed, 'is required and computed: Terraform refuses that'],
      [required && optional, 'is required and optional'],
      [!required && !optional && !computed, 'is neither required, optional nor computed'],
      [(type === undefined) === (nested === undefined), 'needs either a type or nested attributes'],
      [attribute.description.trim() === '', 'has no description'],
      [writeOnly && computed, 'is write-only and computed'],
      [writeOnly && use !== 'resource', 'is write-only outside a resource'],
      [writeOnly && inSet, 'is write-only inside a set'],
      [computed && use === 'provider', "is computed in the provider's configuration"],
    ];
    const refused = refusedNameReason(attribute.name, use === 'provider' ? use : 'other');
    return [
      ...(refused === undefined ? [] : [`${where}: the name ${refused}`]),
      ...rules.filter(([broken]) => broken).map(([, message]) => `${where} ${message}`),
      ...(nested === undefined
        ? []
        : attributeFaults(nested.attributes, use, where, inSet || nested.nesting === 'set')),
    ];
  });
}

function schemaFaults(
  use: SchemaUse,
  name: string,
  { schema, validators }: { schema: Schema; validators: readonly ConfigValidator<string>[] },
): readonly string[] {
  const strangers = validators
    .flatMap((validator) => validator.names)
    .filter((attribute) => !Object.hasOwn(schema, attribute))
    .map((attribute) => `${name}: a validator names ${attribute}, which is not an attribute`);
  return [
    ...attributeFaults(describeSchema(schema), use, name),
    ...dependencyFaults(schema, name),
    ...strangers,
  ];
}

function dependencyFaults(schema: Schema, at: string): readonly string[] {
  return Object.entries(schema).flatMap(([name, { spec }]) => [
    ...spec.recomputedWhen
      .filter((sibling) => !Object.hasOwn(schema, sibling) || sibling === name)
      .map(
        (sibling) =>
          `${at}.${name} is recomputed when ${sibling} changes, which is not a sibling ` +
          'attribute',
      ),
    ...(spec.nested === undefined ? [] : dependencyFaults(spec.nested.schema, `${at}.${name}`)),
  ]);
}

function resourceFaults<Client>(resource: Resource<Client>): readonly string[] {
  const { name, schema, handlers, timeouts, upgradeState, version } = resource;
  const updatable = Object.entries(schema)
    .filter(
      ([, { spec }]) =>
        spec.presence !== 'computed' && spec.role !== 'write-only' && spec.requiresReplace !== true,
    )
    .map(([attribute]) => attribute);
  return [
    ...(handlers.update === undefined && updatable.length > 0
      ? [`${name} has no update handler, but needs one to change ${updatable.join(', ')}`]
      : []),
    ...(timeouts !== undefined && Object.hasOwn(schema, TIMEOUTS)
      ? [`${name}.${TIMEOUTS} comes from the option "timeouts"; omit it from the schema`]
      : []),
    ...durationFaults(name, timeouts ?? {}),
    ...Object.keys(upgradeState)
      .filter((from) => Number(from) >= version)
      .map(
        (from) => `${name} upgrades the state from version ${from}, and its version is ${version}`,
      ),
  ];
}

function durationFaults(
  name: string,
  durations: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.entries(durations)
    .filter(([, text]) => text !== undefined && parseDurationMs(text) === undefined)
    .map(([key, text]) => `${name}: ${key} is "${text}", which is not a duration such as "30s"`);
}

function namingFaults(
  provider: string,
  what: string,
  items: readonly { readonly name: string }[],
): readonly string[] {
  return [
    ...items
      .filter(({ name }) => !new RegExp(`^${provider}_[a-z0-9_]+$`).test(name))
      .map(({ name }) => `The ${what} ${name} must be called ${provider}_…`),
    ...duplicates(what, items),
  ];
}

function duplicates(what: string, items: readonly { readonly name: string }[]): readonly string[] {
  const names = items.map(({ name }) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map(
    (name) => `There is more than one ${what} named ${name}`,
  );
}
