import type { Schema } from '../framework/attribute';
import type { Provider } from '../framework/provider';
import { exampleOf, type PageKind } from './page';

type Examples = Readonly<Record<string, string>>;

/** @throws Error that lists what is missing for the pages of the provider, or does not belong there */
export function requirePages<Client>(provider: Provider<Client>, examples: Examples): void {
  const faults = [...undescribed(provider), ...missingExamples(provider, examples)];
  if (faults.length === 0) return;
  throw new Error(
    `The documentation of the provider ${provider.name} has faults:\n- ${faults.join('\n- ')}`,
  );
}

function undescribed<Client>(provider: Provider<Client>): readonly string[] {
  const schemas = [
    { name: `provider ${provider.name}`, schema: provider.schema },
    ...provider.resources.map(({ name, schema }) => ({ name: `resource ${name}`, schema })),
    ...provider.dataSources.map(({ name, schema }) => ({ name: `data source ${name}`, schema })),
    ...provider.ephemeralResources.map(({ name, schema }) => ({
      name: `ephemeral resource ${name}`,
      schema,
    })),
  ];
  return schemas.flatMap(({ name, schema }) =>
    pathsWithoutText(schema, '').map((path) => `${name}: \`${path}\` has no description.`),
  );
}

function pathsWithoutText(schema: Schema, parent: string): readonly string[] {
  return Object.entries(schema).flatMap(([name, { spec }]) => {
    const path = `${parent}${name}`;
    const inner = spec.nested === undefined ? [] : pathsWithoutText(spec.nested.schema, `${path}.`);
    return spec.description.trim() === '' ? [path, ...inner] : inner;
  });
}

function missingExamples<Client>(
  provider: Provider<Client>,
  examples: Examples,
): readonly string[] {
  const needed = (kind: PageKind, things: readonly { readonly name: string }[]) =>
    things.map(({ name }) => exampleOf({ kind, name }));
  const wanted = [
    'provider/provider.tf',
    ...needed('resource', provider.resources),
    ...needed('data-source', provider.dataSources),
    ...needed('ephemeral-resource', provider.ephemeralResources),
    ...needed('function', provider.functions),
  ];
  const optional = provider.resources.flatMap(({ name }) => [
    `resources/${name}/import.tf`,
    `resources/${name}/import.sh`,
  ]);
  const known = new Set([...wanted, ...optional]);
  return [
    ...wanted.filter((file) => examples[file] === undefined).map((file) => `There is no ${file}.`),
    ...Object.keys(examples)
      .filter((file) => !known.has(file))
      .map((file) => `No page shows ${file}.`),
  ];
}
