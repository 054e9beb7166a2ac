import type { DocExample } from '../../support/compile-examples';
import { codeBlocksOf, documentedPages } from './pages';

/** The TypeScript of the documentation, as modules that the compiler checks. */
export function documentedTypeScript(): readonly DocExample[] {
  return documentedPages()
    .flatMap(codeBlocksOf)
    .filter(({ language }) => language === 'ts')
    .map(({ title, code }) => ({ title, code: isInConstructor(code) ? inStack(code) : code }));
}

/** A block may show a part of a stack's constructor. */
function isInConstructor(code: string): boolean {
  return /\bthis\b/.test(code) && !/\bclass\b/.test(code);
}

function inStack(code: string): string {
  return `export function example(this: TerraformStack): void {\n${code}}\n`;
}
