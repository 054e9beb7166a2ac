import type { CodeBlock } from './pages';

/** A configuration that a page shows: a block, and the blocks before it that declare what it uses. */
export interface HclModule {
  /** The block that the module is made for. */
  readonly block: CodeBlock;
  readonly name: string;
  /** Without `import` blocks, which only a root module may have. */
  readonly hcl: string;
  readonly imports: readonly HclImport[];
  /** Variables without a default, which the caller sets. */
  readonly variables: readonly string[];
}

export interface HclImport {
  readonly to: string;
  readonly id: string;
}

/** One module for each block, since two blocks of a page may declare the same object differently. */
export function modulesOf(blocks: readonly CodeBlock[]): readonly HclModule[] {
  return blocks.map((block, index) => {
    const before = blocks.slice(0, index).filter(({ page }) => page === block.page);
    const hcl = [...neededBy(block, before), block].map(({ code }) => code).join('\n');
    return {
      block,
      name: block.title.replaceAll(/\W/g, '_'),
      hcl: hcl.replaceAll(IMPORT, ''),
      imports: [...block.code.matchAll(IMPORT)].map(([, to = '', id = '']) => ({ to, id })),
      variables: variablesWithoutDefault(hcl),
    };
  });
}

const IMPORT = /^import \{\n\s*to\s*=\s*(\S+)\n\s*id\s*=\s*"([^"]+)"\n\}\n/gm;
const DECLARATION = /^(resource|data|ephemeral|variable|module) "([\w-]+)"(?: "([\w-]+)")? \{/gm;

function declaredBy({ code }: CodeBlock): readonly string[] {
  const declared = [...code.matchAll(DECLARATION)].map(([, kind = '', first = '', name]) => {
    if (kind === 'resource') return `${first}.${name}`;
    return kind === 'variable' ? `var.${first}` : `${kind}.${first}${name ? `.${name}` : ''}`;
  });
  const locals = /^locals \{\n([\s\S]*?)^\}/m.exec(code)?.[1] ?? '';
  return [
    ...declared,
    ...[...locals.matchAll(/^ {2}(\w+) +=/gm)].map(([, name]) => `local.${name}`),
  ];
}

/** The blocks that declare what `block` uses, and what those use, in the order of the page. */
function neededBy(block: CodeBlock, before: readonly CodeBlock[]): readonly CodeBlock[] {
  const needed = new Set<CodeBlock>();
  const visit = (user: CodeBlock, candidates: readonly CodeBlock[]): void => {
    const own = declaredBy(user);
    for (const address of new Set(candidates.flatMap(declaredBy))) {
      if (own.includes(address) || !uses(user.code, address)) continue;
      const source = candidates.findLast((each) => declaredBy(each).includes(address));
      if (source === undefined || needed.has(source)) continue;
      needed.add(source);
      visit(source, candidates.slice(0, candidates.indexOf(source)));
    }
  };
  visit(block, before);
  return before.filter((each) => needed.has(each));
}

function uses(code: string, address: string): boolean {
  return new RegExp(`(?<![\\w."])${address.replaceAll('.', '\\.')}(?![\\w-])`).test(code);
}

function variablesWithoutDefault(hcl: string): readonly string[] {
  return [...hcl.matchAll(/^variable "([\w-]+)" \{\n([\s\S]*?)^\}/gm)]
    .filter(([, , body = '']) => !/^ *default +=/m.test(body))
    .map(([, name = '']) => name);
}
