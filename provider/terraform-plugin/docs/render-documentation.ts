import type { ConfigValidator } from '../framework/config-validator';
import type { Schema } from '../framework/attribute';
import type { Provider } from '../framework/provider';
import type { Resource } from '../framework/resource';
import { withTimeouts } from '../framework/timeouts';
import { functionSections } from './function-page';
import { importSection } from './import-section';
import {
  codeBlock,
  exampleOf,
  type PageKind,
  type PageName,
  type PageSection,
  renderPage,
} from './page';
import { requirePages } from './page-faults';
import { replacementSection } from './replacement-section';
import { schemaSection } from './schema-section';

/** What the pages need besides the definition of the provider. */
export interface DocumentationOptions {
  /**
   * The content of the example files, by their paths in the registry's layout:
   * `provider/provider.tf`, `resources/files_file/resource.tf`, and `import.tf` and `import.sh` next
   * to it, `data-sources/…/data-source.tf`, `ephemeral-resources/…/ephemeral-resource.tf` and
   * `functions/…/function.tf`.
   */
  readonly examples: Readonly<Record<string, string>>;
  /** Under which heading of the registry's menu a page is. */
  readonly subcategoryOf?: (page: PageName) => string | undefined;
  /** Further sections of a page, between the schema and the import. */
  readonly sectionsOf?: (page: PageName) => readonly PageSection[];
  /** Further sections of the page about the provider. */
  readonly providerSections?: readonly PageSection[];
}

interface Described {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly validators: readonly ConfigValidator<string>[];
}

const LABELS: Readonly<Record<PageKind, string>> = {
  resource: 'Resource',
  'data-source': 'Data Source',
  'ephemeral-resource': 'Ephemeral Resource',
  function: 'function',
};

/**
 * The pages of a provider in the layout of the Terraform registry, by their paths: `index.md`,
 * `resources/file.md` and so on. Everything but the examples comes from the definition of the provider.
 *
 * @throws Error that lists each missing example, and each attribute without a description
 *
 * @example
 * const pages = renderDocumentation(filesProvider, {
 *   examples: {
 *     'provider/provider.tf': 'provider "files" {}',
 *     'resources/files_file/resource.tf': 'resource "files_file" "a" { name = "a" }',
 *   },
 * });
 * for (const [path, markdown] of pages) console.log(`${path}: ${markdown.length}`);
 */
export function renderDocumentation<Client>(
  provider: Provider<Client>,
  options: DocumentationOptions,
): ReadonlyMap<string, string> {
  requirePages(provider, options.examples);
  const { name: providerName } = provider;
  const render = (
    page: PageName,
    text: string,
    before: readonly PageSection[],
    after: readonly PageSection[] = [],
  ): [string, string] => {
    const label = LABELS[page.kind];
    const markdown = renderPage(
      {
        title: `${page.name} ${label} - ${providerName}`,
        subcategory: options.subcategoryOf?.(page) ?? '',
        description: text,
      },
      page.kind === 'function' ? `function: ${page.name}` : `${page.name} (${label})`,
      text,
      [
        usageSection(options.examples[exampleOf(page)]),
        ...before,
        ...(options.sectionsOf?.(page) ?? []),
        ...after,
      ],
    );
    return [pathOf(page, providerName), markdown];
  };
  const renderDescribed = (kind: PageKind) => (described: Described) =>
    render({ kind, name: described.name }, described.description, [
      schemaSection(described.schema, described.validators),
    ]);

  return new Map([
    ['index.md', indexPage(provider, options)],
    ...provider.resources.map((resource) =>
      render(
        { kind: 'resource', name: resource.name },
        resource.description,
        resourceSections(resource),
        importSection(resource, {
          block: options.examples[`resources/${resource.name}/import.tf`],
          command: options.examples[`resources/${resource.name}/import.sh`],
        }),
      ),
    ),
    ...provider.dataSources.map(renderDescribed('data-source')),
    ...provider.ephemeralResources.map(renderDescribed('ephemeral-resource')),
    ...provider.functions.map((definition) =>
      render(
        { kind: 'function', name: definition.name },
        definition.description,
        functionSections(definition),
      ),
    ),
  ]);
}

function resourceSections<Client>(resource: Resource<Client>): readonly PageSection[] {
  return [
    schemaSection(withTimeouts(resource.schema, resource.timeouts), resource.validators),
    ...replacementSection(resource.schema),
  ];
}

function indexPage<Client>(
  { name, description, schema, validators }: Provider<Client>,
  { examples, providerSections = [] }: DocumentationOptions,
): string {
  const matter = { title: `${name} Provider`, subcategory: '', description };
  return renderPage(matter, `${name} Provider`, description, [
    usageSection(examples['provider/provider.tf']),
    schemaSection(schema, validators),
    ...providerSections,
  ]);
}

function usageSection(example: string | undefined): PageSection {
  return { title: 'Example Usage', text: codeBlock('terraform', example ?? '') };
}

/** The registry's names have no prefix: `resources/file.md` describes `files_file`. */
function pathOf({ kind, name }: PageName, providerName: string): string {
  const prefix = `${providerName}_`;
  return `${kind}s/${name.startsWith(prefix) ? name.slice(prefix.length) : name}.md`;
}
