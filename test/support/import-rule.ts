import type { ImportGraph } from './import-graph';

/** Globs over paths and over `node:…` and `npm:…`: `*` stays within a folder, `**` does not. */
type Globs = readonly string[];

export interface ImportRule {
  readonly name: string;
  readonly reason: string;
  readonly from: Globs;
  readonly exceptFrom?: Globs;
  /** Every other import is refused. */
  readonly mayImport?: Globs;
  readonly mustNotImport?: Globs;
  /** May be imported even if another glob refuses it. */
  readonly exceptImports?: Globs;
  /** One file may import from either side, but not from both. */
  readonly mustNotCombine?: readonly [Globs, Globs];
  /** Types may be imported from everywhere: the rule judges values. */
  readonly typesAreFree?: boolean;
  /** Imports within one part (`api/roles`, `provider/resources`) are free. */
  readonly freeWithinPart?: boolean;
}

/** `file → import: reason`, one for each import that breaks the rule. */
export const violationsOf = (rule: ImportRule, graph: ImportGraph): string[] =>
  [...graph].flatMap(([file, imports]) =>
    refusals(rule, file, imports).map((target) => `${file} → ${target}: ${rule.reason}`),
  );

/** The files with an import that breaks the rule. */
export const offendersOf = (rule: ImportRule, graph: ImportGraph): string[] =>
  [...graph]
    .filter(([file, imports]) => refusals(rule, file, imports).length > 0)
    .map(([file]) => file);

const refusals = (rule: ImportRule, file: string, imports: readonly string[]): string[] =>
  matches(file, rule.from) && !matches(file, rule.exceptFrom ?? [])
    ? refusedBy(rule, file, imports)
    : [];

const refusedBy = (rule: ImportRule, file: string, imports: readonly string[]): string[] => {
  const judged = imports.filter(
    (target) =>
      !(rule.freeWithinPart === true && partOf(target) === partOf(file)) &&
      !matches(target, rule.exceptImports ?? []),
  );
  const [one, other] = (rule.mustNotCombine ?? [[], []]).map((side) =>
    judged.filter((target) => matches(target, side)),
  );
  return judged.filter(
    (target) =>
      (rule.mayImport !== undefined && !matches(target, rule.mayImport)) ||
      matches(target, rule.mustNotImport ?? []) ||
      (one?.length && other?.length && (one.includes(target) || other.includes(target))),
  );
};

const partOf = (file: string): string => file.split('/', 2).join('/');

const matches = (name: string, globs: Globs): boolean =>
  globs.some((glob) => patternOf(glob).test(name));

const patterns = new Map<string, RegExp>();

const patternOf = (glob: string): RegExp => {
  const known = patterns.get(glob);
  if (known !== undefined) return known;
  const pattern = compiled(glob);
  patterns.set(glob, pattern);
  return pattern;
};

const compiled = (glob: string): RegExp => {
  const pattern = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*/g, (stars) => ({ '**/': '(?:.*/)?', '**': '.*' })[stars] ?? '[^/]*')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`);
  return new RegExp(`^${pattern}$`);
};
