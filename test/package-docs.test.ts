import path from 'node:path';
import ts from 'typescript';
import { documentedTypeScript } from './docs/support/typescript-blocks';
import { compileExamples, type DocExample } from './support/compile-examples';
import { type ExportedName, exportedNames } from './support/package-docs';

const ROOT = path.join(__dirname, '..');
const EXAMPLE_NAMES = path.join(__dirname, 'support/example-names.ts');
const CLIENT = path.join(ROOT, 'client');
const PLUGIN = path.join(ROOT, 'provider/terraform-plugin');
const CONSTRUCTS = path.join(ROOT, 'provider/constructs');

/** What the pages use of cdktf without importing it. */
const OF_CDKTF = ['Aspects', 'TerraformOutput', 'TerraformStack'];

const isClient = (file: string) => file.startsWith(`${CLIENT}/`);
const isPlugin = (file: string) => file.startsWith(`${PLUGIN}/`);
const isConstruct = (file: string) =>
  file.startsWith(`${CONSTRUCTS}/`) && !file.startsWith(`${CONSTRUCTS}/generated/`);

const ENTRIES = [
  // This entry comes before the constructs, which use the same names for other things.
  ['@keyplane/client', `${CLIENT}/index.ts`, isClient],
  ['@keyplane/terraform-plugin', `${PLUGIN}/index.ts`, isPlugin],
  ['@keyplane/terraform-plugin/serve', `${PLUGIN}/serve.ts`, isPlugin],
  ['@keyplane/terraform-plugin/testing', `${PLUGIN}/testing/index.ts`, isPlugin],
  ['@keyplane/terraform-plugin/docs', `${PLUGIN}/docs/index.ts`, isPlugin],
  ['@keyplane/cdktf', `${CONSTRUCTS}/index.ts`, isConstruct],
] as const;

const program = ts.createProgram([...ENTRIES.map(([, file]) => file), EXAMPLE_NAMES], {
  noLib: true,
  noEmit: true,
  types: [],
  module: ts.ModuleKind.Node20,
});
const exportsOf = new Map<string, readonly ExportedName[]>(
  ENTRIES.map(([name, file, isHandWritten]) => [
    name,
    exportedNames(program, { file, isHandWritten }),
  ]),
);

describe.each(ENTRIES.map(([name]) => ({ name, exported: exportsOf.get(name) ?? [] })))(
  'the documentation of $name',
  ({ exported }) => {
    it('says of each export and each of its public members what it is', () => {
      expect(exported.length).toBeGreaterThan(0);
      const undocumented = exported.flatMap((each) => [
        ...(each.doc === '' ? [each.name] : []),
        ...each.members.filter(({ doc }) => doc === '').map((m) => `${each.name}.${m.name}`),
      ]);
      expect(undocumented).toEqual([]);
    });

    it('has an example of each function, class and constant', () => {
      const withoutExample = exported.filter(
        ({ isType, examples }) => !isType && examples.length === 0,
      );
      expect(withoutExample.map((each) => each.name)).toEqual([]);
    });
  },
);

describe('the optional properties of the constructs', () => {
  it('have a @default each', () => {
    const optional = (exportsOf.get('@keyplane/cdktf') ?? []).flatMap(({ name, members }) =>
      members
        .filter(({ isOptional }) => isOptional)
        .map((member) => ({ name: `${name}.${member.name}`, defaultText: member.defaultText })),
    );
    expect(optional.length).toBeGreaterThan(30);
    const withoutDefault = optional.filter(({ defaultText }) => !defaultText);
    expect(withoutDefault.map(({ name }) => name)).toEqual([]);
  });
});

describe('the examples in the documentation', () => {
  const wrong: readonly DocExample[] = [
    { title: 'a wrong argument', code: `lengthBetween('1', 64);` },
    {
      title: 'an unknown property',
      code: `new Wallet(stack, 'a', { currency: 'EUR', pays: '' });`,
    },
    { title: 'an unknown name', code: `lengthOf('a');` },
  ];
  const isWrong = (problem: string) => wrong.some(({ title }) => problem.startsWith(title));
  let problems: readonly string[];
  beforeAll(() => {
    problems = compile([...examplesOfAll(), ...documentedTypeScript(), ...wrong]);
  }, 240_000);

  it('compile as modules against the sources', () => {
    expect(examplesOfAll().length).toBeGreaterThan(70);
    expect(documentedTypeScript().length).toBeGreaterThan(2);
    expect(problems.filter((problem) => !isWrong(problem))).toEqual([]);
  });

  it('would not compile with a wrong argument, an unknown property or an unknown name', () => {
    expect(problems.filter(isWrong)).toHaveLength(wrong.length);
  });
});

function examplesOfAll(): readonly DocExample[] {
  return [...exportsOf].flatMap(([entry, exported]) =>
    exported.flatMap(({ name, examples }) =>
      examples.map((code) => ({ title: `${name} of ${entry}`, code })),
    ),
  );
}

function compile(examples: readonly DocExample[]): readonly string[] {
  const offered = [...exportsOf].flatMap(([entry, exported]) =>
    exported.map(({ name }) => [name, entry] as const),
  );
  const context = exportedNames(program, { file: EXAMPLE_NAMES, isHandWritten: () => true });
  return compileExamples({
    examples,
    names: new Map([
      ...offered,
      ['KeyplaneProvider', '@keyplane/cdktf'],
      ...OF_CDKTF.map((name) => [name, 'cdktf'] as const),
      ...context.map(({ name }) => [name, 'example-names'] as const),
    ]),
    paths: {
      'example-names': EXAMPLE_NAMES,
      ...Object.fromEntries(ENTRIES.map(([name, file]) => [name, file])),
    },
    extraFiles: { 'provider.ts': `export { filesProvider } from 'example-names';` },
    folder: CONSTRUCTS,
  });
}
