import { createHash } from 'node:crypto';
import ts from 'typescript';

/**
 * What a migration does, as a digest: of its tokens without comments, spaces, trailing commas and the
 * spelling of quotes. So a changed comment or format is the same migration. Only for `npm run
 * generate` and tests: the bundle that runs holds other text.
 */
export function migrationChecksum(source: string): string {
  const file = ts.createSourceFile('migration.ts', source, ts.ScriptTarget.Latest, true);
  return createHash('sha256')
    .update(JSON.stringify(tokensOf(file, file)))
    .digest('hex');
}

function tokensOf(node: ts.Node, file: ts.SourceFile): string[] {
  if (ts.isJSDoc(node)) return [];
  if (ts.isStringLiteral(node)) return [JSON.stringify(node.text)];
  const children = node.getChildren(file);
  if (children.length === 0)
    return node.kind === ts.SyntaxKind.EndOfFileToken ? [] : [node.getText(file)];
  return children.flatMap((child, index) =>
    isTrailingComma(child, index, children) ? [] : tokensOf(child, file),
  );
}

function isTrailingComma(child: ts.Node, index: number, siblings: readonly ts.Node[]): boolean {
  return child.kind === ts.SyntaxKind.CommaToken && index === siblings.length - 1;
}
