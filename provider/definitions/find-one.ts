import { withoutSecrets } from '../client';
import { DiagnosticError } from '../terraform-plugin';

export interface NamedThing {
  readonly id: string;
  readonly name: string;
}

/** Names need not be unique. If several objects match, only an ID says which one is meant. */
export function findOne<T extends NamedThing>(
  what: string,
  name: string,
  candidates: readonly T[],
): T {
  const [found, ...others] = candidates.filter((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new DiagnosticError({
      summary: `No ${what} is called "${withoutSecrets(name)}"`,
      detail: `Check the spelling. Names are case-sensitive. Or give the \`id\` of the ${what}.`,
      attribute: 'name',
    });
  }
  if (others.length > 0) {
    const ids = [found, ...others].map(({ id }) => id).join(', ');
    throw new DiagnosticError({
      summary: `${others.length + 1} ${what}s are called "${withoutSecrets(name)}"`,
      detail: `Give the \`id\` of the one that you mean: ${ids}.`,
      attribute: 'name',
    });
  }
  return found;
}

/** Validation accepts exactly one of the two. */
export async function findByIdOrName<T extends NamedThing>(
  what: string,
  config: { readonly id: string | null; readonly name: string | null },
  lookUp: { byId(id: string): Promise<T>; byName(name: string): Promise<readonly T[]> },
): Promise<T> {
  if (config.id !== null) return lookUp.byId(config.id);
  const name = config.name ?? '';
  return findOne(what, name, await lookUp.byName(name));
}
