import ts from 'typescript';

/** An entry file of a package, and the folders whose declarations its authors write by hand. */
export interface PackageEntry {
  readonly file: string;
  readonly isHandWritten: (fileName: string) => boolean;
}

/** The documentation of one exported name. */
export interface ExportedName {
  readonly name: string;
  readonly isType: boolean;
  readonly doc: string;
  readonly examples: readonly string[];
  readonly members: readonly ExportedMember[];
}

/** A public member of an exported class or interface. */
export interface ExportedMember {
  readonly name: string;
  readonly doc: string;
  readonly isOptional: boolean;
  readonly defaultText: string | undefined;
}

/** The names that an entry exports, without those that another package or a generator declares. */
export function exportedNames(program: ts.Program, entry: PackageEntry): readonly ExportedName[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry.file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry.file} is not a module of the program.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({ symbol, target: aliased(checker, symbol) }))
    .filter(({ target }) => declaredIn(target).some(entry.isHandWritten))
    .map(({ symbol, target }) => ({
      name: symbol.name,
      isType: isTypeOnly(symbol, target),
      doc: ts.displayPartsToString(target.getDocumentationComment(checker)),
      examples: tagsOf(checker, target, 'example'),
      members: membersOf(checker, target, entry.isHandWritten),
    }));
}

function aliased(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function declaredIn(symbol: ts.Symbol): readonly string[] {
  return (symbol.declarations ?? [])
    .filter((declaration) => !ts.isSourceFile(declaration))
    .map((declaration) => declaration.getSourceFile().fileName);
}

/** `export { type Name }` exports no value, even of a class. */
function isTypeOnly(symbol: ts.Symbol, target: ts.Symbol): boolean {
  if (!(target.flags & ts.SymbolFlags.Value)) return true;
  return (symbol.declarations ?? []).some(
    (declaration) =>
      ts.isExportSpecifier(declaration) &&
      (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly),
  );
}

function tagsOf(checker: ts.TypeChecker, symbol: ts.Symbol, tag: string): readonly string[] {
  return symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === tag)
    .map(({ text }) => ts.displayPartsToString(text));
}

function membersOf(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  isHandWritten: PackageEntry['isHandWritten'],
): readonly ExportedMember[] {
  return [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])].flatMap(
    (member) => {
      const declaration = member.declarations?.find(isPublicMember);
      if (declaration === undefined || !isHandWritten(declaration.getSourceFile().fileName)) {
        return [];
      }
      return {
        name: member.name,
        doc: ts.displayPartsToString(member.getDocumentationComment(checker)),
        isOptional: (member.flags & ts.SymbolFlags.Optional) !== 0,
        defaultText: tagsOf(checker, member, 'default')[0],
      };
    },
  );
}

function isPublicMember(declaration: ts.Declaration): boolean {
  const isMember =
    ts.isPropertySignature(declaration) ||
    ts.isMethodSignature(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isMethodDeclaration(declaration) ||
    ts.isGetAccessor(declaration) ||
    ts.isParameter(declaration);
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return isMember && (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
}
