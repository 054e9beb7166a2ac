import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Path from the repository's root, with `/` → source text. */
export type SourceFiles = ReadonlyMap<string, string>;

/**
 * File → what it imports: `node:fs`, `npm:express` (the package, whichever part of it), the path of a
 * file of the repository, or `inside:…` for a part of one of its packages past the index.
 */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'generated', 'cdktf.out']);
const BUILT = new Set(['provider/constructs/lib', 'provider/terraform-plugin/lib']);

/** Every hand-written TypeScript file below the named folders; a folder may not exist yet. */
export const readSourceFiles = (root: string, folders: readonly string[]): SourceFiles =>
  new Map(
    folders
      .flatMap((folder) => filesBelow(root, folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
  );

const filesBelow = (root: string, folder: string): string[] => {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const relative = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [relative];
      return SKIPPED_FOLDERS.has(entry.name) || BUILT.has(relative)
        ? []
        : filesBelow(root, relative);
    });
  } catch (error) {
    if (error instanceof Object && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};

/** `workspaces`: package name → its folder, for packages of this repository. */
export const buildImportGraph = (
  files: SourceFiles,
  workspaces: Readonly<Record<string, string>>,
  specifiersOf = specifiersIn,
): ImportGraph =>
  new Map(
    [...files].map(([file, source]) => [
      file,
      specifiersOf(source).map((specifier) => resolve(specifier, file, files, workspaces)),
    ]),
  );

/** `import`, `import type`, `export … from`, `import()`, `require()` and `import('…').Type`. */
const specifiersIn = (source: string): string[] => {
  const { importedFiles } = ts.preProcessFile(source, true, true);
  return [...new Set(importedFiles.map(({ fileName }) => fileName))];
};

/** Like `buildImportGraph`, without what is imported or exported as types only. */
export const buildValueImportGraph = (
  files: SourceFiles,
  workspaces: Readonly<Record<string, string>>,
): ImportGraph => buildImportGraph(files, workspaces, valueSpecifiersIn);

/** A part of `buildValueImportGraph`. To parse every file takes seconds. */
export const valueImportsOf = (
  importers: readonly string[],
  files: SourceFiles,
  workspaces: Readonly<Record<string, string>>,
): ImportGraph =>
  new Map(
    importers.map((file) => [
      file,
      valueSpecifiersIn(files.get(file) ?? '').map((specifier) =>
        resolve(specifier, file, files, workspaces),
      ),
    ]),
  );

const valueSpecifiersIn = (source: string): string[] => specifiersIn(withoutTypes(source));

const withoutTypes = (source: string): string =>
  ts
    .createSourceFile('source.ts', source, ts.ScriptTarget.Latest)
    .statements.filter((statement) => !isTypesOnly(statement))
    .map((statement) => source.slice(statement.pos, statement.end))
    .join('\n');

const isTypesOnly = (statement: ts.Statement): boolean => {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
  if (clause === undefined) return false;
  const { name, namedBindings } = clause;
  const areTypes =
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly);
  return clause.isTypeOnly || areTypes;
};

const resolve = (
  specifier: string,
  importer: string,
  files: SourceFiles,
  workspaces: Readonly<Record<string, string>>,
): string => {
  if (specifier.startsWith('node:')) return specifier;
  if (specifier.startsWith('.')) {
    return fileFor(path.posix.join(path.posix.dirname(importer), specifier), files);
  }
  const packageName = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const folder = workspaces[packageName];
  if (folder === undefined) return `npm:${packageName}`;
  return specifier === packageName
    ? fileFor(folder, files)
    : `inside:${folder}${specifier.slice(packageName.length)}`;
};

const fileFor = (target: string, files: SourceFiles): string => {
  const candidates = [target, `${target}.ts`, `${target}/index.ts`, `${target}.d.ts`];
  return candidates.find((candidate) => files.has(candidate)) ?? `${target}.ts`;
};

/** Folder → the other folders that its files import from, of those below the given roots. */
export const foldersOf = (graph: ImportGraph, roots: readonly string[]): ImportGraph => {
  const folders = new Map<string, Set<string>>();
  const isBelow = (file: string): boolean => roots.some((root) => file.startsWith(root));
  for (const [file, imports] of graph) {
    if (!isBelow(file)) continue;
    const folder = path.posix.dirname(file);
    const targets = folders.get(folder) ?? new Set();
    folders.set(folder, targets);
    for (const target of imports.filter((name) => isBelow(name) && graph.has(name))) {
      if (path.posix.dirname(target) !== folder) targets.add(path.posix.dirname(target));
    }
  }
  return new Map([...folders].map(([folder, targets]) => [folder, [...targets]]));
};

/** Each circle once, as the files along it, the first named again at the end. */
export const findCircles = (graph: ImportGraph): string[][] => {
  const circles: string[][] = [];
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) circles.push([...trail.slice(start), file]);
    if (start >= 0 || finished.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
};
