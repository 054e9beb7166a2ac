import type { Declaration } from './declaration';
import { importBlock } from './hcl';

const HEADER =
  '# Put this file into your configuration. Terraform writes the resources that it imports:\n' +
  '#   terraform plan -generate-config-out=generated.tf\n' +
  '# Then apply, and remove this file.\n';

/** One file with an import block for each object. Objects with the same name get different labels. */
export function importFileOf(declarations: readonly Declaration[]): string {
  const taken = new Set<string>();
  const blocks = declarations.flatMap((declaration) => {
    const label = freeLabel(declaration, taken);
    taken.add(`${declaration.resource}.${label}`);
    return importBlock({ ...declaration, label });
  });
  return [HEADER, ...blocks].join('\n');
}

function freeLabel({ resource, label }: Declaration, taken: ReadonlySet<string>): string {
  let free = label;
  for (let number = 2; taken.has(`${resource}.${free}`); number += 1) free = `${label}_${number}`;
  return free;
}
