import type { Resource } from '../framework/resource';
import { codeBlock, type PageSection } from './page';

interface ImportExamples {
  readonly block: string | undefined;
  readonly command: string | undefined;
}

/** How to import the resource: what the ID is, the block and the command. */
export function importSection(
  { schema, importId }: Pick<Resource<never>, 'schema' | 'importId'>,
  { block, command }: ImportExamples,
): readonly PageSection[] {
  const id = importId ?? identitySentence(schema);
  if (id === undefined) return [];
  const parts = [
    id,
    ...(block === undefined
      ? []
      : [
          'With an [`import` block](https://developer.hashicorp.com/terraform/language/import):',
          codeBlock('terraform', block),
        ]),
    ...(command === undefined
      ? []
      : [
          'With the [`terraform import` command](https://developer.hashicorp.com/terraform/cli/commands/import):',
          codeBlock('shell', command),
        ]),
  ];
  return [{ title: 'Import', text: parts.join('\n\n') }];
}

/**
 * If the resource has no `importState`, an import takes the value of its only identity attribute.
 */
function identitySentence(schema: Resource<never>['schema']): string | undefined {
  const identities = Object.entries(schema).filter(([, { spec }]) => spec.role === 'identity');
  const [only] = identities;
  if (only === undefined || identities.length > 1) return undefined;
  return `The import ID is the value of \`${only[0]}\`.`;
}
