import path from 'node:path';
import * as constructs from '@keyplane/cdktf';
import { Testing, type TerraformStack } from 'cdktf';
import { transpile } from 'typescript';
import type { Locator, Page } from 'playwright-core';
import { compileExamples } from '../../support/compile-examples';

export type Language = 'HCL' | 'TypeScript' | 'API';

/** What only the code of this language has, so that a test never reads the previous one. */
const MARKS: Readonly<Record<Language, string>> = {
  HCL: 'resource "',
  TypeScript: "from '@keyplane/cdktf'",
  API: 'curl --fail-with-body',
};

/** The code that a panel or dialog shows in the language. */
export async function codeIn(panel: Locator, language: Language): Promise<string> {
  await panel.getByText(language, { exact: true }).click();
  const code = panel.getByRole('region', { name: 'Code' }).filter({ hasText: MARKS[language] });
  return (await code.textContent()) ?? '';
}

/** The path and the body of a call that the page shows. */
export function callIn(curl: string): { readonly path: string; readonly body: object } {
  const body: unknown = JSON.parse(
    /-d '([^]*)' \\\n/.exec(curl)?.[1]?.replaceAll(`'\\''`, "'") ?? '',
  );
  return { path: /'http:\/\/[^/]+(\/[^']+)'\n$/.exec(curl)?.[1] ?? '', body: body as object };
}

/** What the compiler reports about pieces of code, each in the constructor of a stack. */
export function faultsOfTypeScript(pieces: readonly string[]): readonly string[] {
  const root = path.join(__dirname, '../../..');
  return compileExamples({
    examples: pieces.map((code) => ({ title: code, code: inStack(code) })),
    names: new Map(),
    paths: { '@keyplane/cdktf': path.join(root, 'provider/constructs/index.ts') },
    folder: path.join(root, 'provider/constructs'),
  });
}

function inStack(code: string): string {
  const [imports, body] = split(code);
  return (
    `${imports}import { TerraformStack } from 'cdktf';\n` +
    `export class Stack extends TerraformStack {\n  constructor() {\n    super(undefined as never, 'x');\n${body}}\n}\n`
  );
}

/** The stack that has the code in its constructor, as Terraform reads it. */
export function synthesized(code: string): string {
  const names = Object.keys(constructs);
  return Testing.synthScope((scope) => {
    const build = new Function(...names, transpile(split(code)[1])) as (
      this: TerraformStack,
      ...classes: unknown[]
    ) => void;
    build.call(scope as TerraformStack, ...Object.values(constructs));
  });
}

function split(code: string): readonly [imports: string, body: string] {
  const [imports = ''] = /^import \{ [^}]* \} from '@keyplane\/cdktf';\n/.exec(code) ?? [];
  return [imports, code.slice(imports.length)];
}

/** A file that the page gives to the person. */
export async function downloadedBy(page: Page, start: () => Promise<void>): Promise<string> {
  const started = page.waitForEvent('download');
  await start();
  return await (await started).path();
}
