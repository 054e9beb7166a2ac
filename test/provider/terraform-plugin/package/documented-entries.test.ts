import path from 'node:path';
import ts from 'typescript';

const PACKAGE = path.join(__dirname, '../../../../provider/terraform-plugin');
const ENTRIES = ['index.ts', 'serve.ts', 'testing/index.ts'];

describe('the entry points of the plugin framework', () => {
  const program = ts.createProgram(
    ENTRIES.map((entry) => path.join(PACKAGE, entry)),
    { noLib: true, noEmit: true, types: [], module: ts.ModuleKind.Node20 },
  );
  const checker = program.getTypeChecker();

  it.each(ENTRIES)('%s documents each value that it exports with an example', (entry) => {
    const file = program.getSourceFile(path.join(PACKAGE, entry));
    const module = file && checker.getSymbolAtLocation(file);
    const values = (module ? checker.getExportsOfModule(module) : [])
      .map((symbol) => checker.getAliasedSymbol(symbol))
      .filter((symbol) => symbol.flags & ts.SymbolFlags.Value)
      // `export { type Name }` exports no value, even of a class.
      .filter((symbol) => !TYPES_ONLY.has(symbol.name));
    expect(values.length).toBeGreaterThan(0);
    const undocumented = values.filter(
      (symbol) => !symbol.getJsDocTags(checker).some(({ name }) => name === 'example'),
    );
    expect(undocumented.map(({ name }) => name)).toEqual([]);
  });
});

/** Classes of which the index exports the type. */
const TYPES_ONLY = new Set(['Deferred', 'Gone', 'Unknown']);
