import path from 'node:path';
import ts from 'typescript';
import { readSourceFiles } from '../support/import-graph';

const ROOT = path.join(__dirname, '../..');

/** Translated phrases that readers had to decode, and what to write. */
const PHRASES: readonly [phrase: RegExp, instead: string][] = [
  [/\bwhoever\b/i, 'name the person or the thing'],
  [/\b(of|for|from) whom\b/i, 'name the person or the thing'],
  [/\b(left|leave|leaves) (\S+ )?away\b/i, 'omit'],
  [/\bis (disabled|suspended|revoked|expired|enabled) since\b/i, 'has been … since'],
  [/\bexactly (where|if|when)\b/i, 'only if'],
  [/\b(null|0|false|true|empty|once) where\b/, 'if'],
  [/\b(is|are) good\b/i, 'is valid'],
  [/\bnobody (can|may|grants|invites|signs|lacks)\b/i, 'you cannot …'],
  [/\bbeside\b/i, 'besides, or next to'],
  [/\bonly who\b/i, 'only the …'],
  [/\bstands? (in|outside|for another)\b/i, 'is in, contains'],
  [/\bname a time to come\b/i, 'must be in the future'],
];

function textsOf(file: string, source: string): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      texts.push(joined(node));
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) texts.push(joined(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return texts;
}

/** A text as it is read: parts that are added up are one. */
function joined(node: ts.Node): string {
  if (ts.isBinaryExpression(node)) return joined(node.left) + joined(node.right);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return '…';
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

it('no text of the API is in translated English', () => {
  const found: string[] = [];
  for (const [file, source] of readSourceFiles(ROOT, ['api'])) {
    for (const text of textsOf(file, source)) {
      for (const [phrase, instead] of PHRASES) {
        const [match] = phrase.exec(text) ?? [];
        if (match !== undefined) found.push(`${file}: "${match}" in "${text}": ${instead}`);
      }
    }
  }
  expect([...new Set(found)]).toEqual([]);
});
