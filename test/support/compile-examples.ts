import path from 'node:path';
import ts from 'typescript';

/** The modules in which an example may find names that it does not declare itself. */
export type NameSources = ReadonlyMap<string, string>;

/** One `@example` block. */
export interface DocExample {
  /** What the example belongs to, for messages. */
  readonly title: string;
  readonly code: string;
}

export interface CompileRequest {
  readonly examples: readonly DocExample[];
  /** The module specifier of each name that an example may use without importing it. */
  readonly names: NameSources;
  /** Module specifiers and the files that they resolve to. */
  readonly paths: Readonly<Record<string, string>>;
  /** Further files of the program, by their names in the folder of the examples. */
  readonly extraFiles?: Readonly<Record<string, string>>;
  /** The folder that the examples seem to be in, from which packages resolve. */
  readonly folder: string;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.Node20,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ['node', 'jest'],
  strict: true,
  noUncheckedIndexedAccess: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Type-checks the examples as modules of one program, and returns what the compiler reports. */
export function compileExamples(request: CompileRequest): readonly string[] {
  const { folder, paths, examples, names, extraFiles = {} } = request;
  const modules = new Map(
    Object.entries(extraFiles).map(([name, text]) => [path.join(folder, name), text]),
  );
  const titles = new Map<string, string>();
  for (const [index, { title, code }] of examples.entries()) {
    // The examples are ES modules, so that they may use top-level await.
    const file = path.join(folder, `example-${index}.mts`);
    modules.set(file, `${code}\n${importsOf(code, names)}\nexport {};\n`);
    titles.set(file, title);
  }
  const options = {
    ...OPTIONS,
    paths: Object.fromEntries(Object.entries(paths).map(([name, file]) => [name, [file]])),
  };
  const program = ts.createProgram([...modules.keys()], options, hostOf(options, modules));
  return [...titles].flatMap(([file, title]) => {
    const source = program.getSourceFile(file);
    if (source === undefined) return [`${title}: the compiler does not find the example.`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
      .map((message) => `${title}: ${message}`);
  });
}

function hostOf(options: ts.CompilerOptions, modules: ReadonlyMap<string, string>) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => modules.has(file) || fileExists.call(host, file);
  host.readFile = (file) => modules.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = modules.get(file);
    return text === undefined
      ? getSourceFile.call(host, file, ...rest)
      : ts.createSourceFile(file, text, rest[0]);
  };
  return host;
}

/** Imports of the names that the code uses and does not declare. */
function importsOf(code: string, names: NameSources): string {
  const { used, declared } = namesIn(
    ts.createSourceFile('x.mts', code, ts.ScriptTarget.ES2022, true),
  );
  return [...used]
    .filter((name) => !declared.has(name) && names.has(name))
    .map((name) => `import { ${name} } from '${names.get(name)}';`)
    .join('\n');
}

function namesIn(source: ts.SourceFile) {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (declaresName(node)) declared.add(node.text);
      else if (!isNameOfMember(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { used, declared };
}

function declaresName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === node
  );
}

function isNameOfMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent)) &&
    parent.name === node
  );
}
