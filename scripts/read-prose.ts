import ts from 'typescript';

/** A text that somebody reads, and the line on which it starts. */
export interface Prose {
  readonly line: number;
  readonly text: string;
}

/**
 * The texts and comments of a TypeScript file. Texts that are joined with `+` count as one.
 * @param file its name, which says whether elements may be written in it (`.tsx`)
 */
export function readTypeScript(source: string, file = 'prose.ts'): readonly Prose[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Prose[] = [];
  const lineOf = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;
  const comments = new Map<number, number>();

  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(source, node.pos) ?? []) {
      comments.set(pos, end);
    }
    for (const { pos, end } of ts.getTrailingCommentRanges(source, node.end) ?? []) {
      comments.set(pos, end);
    }
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    const text = textOf(node);
    if (text !== undefined) found.push({ line: lineOf(node.getStart(tree)), text });
    if (text === undefined || !isSum(node)) node.getChildren(tree).forEach(visit);
  };
  visit(tree);

  for (const [start, end] of comments) {
    found.push({ line: lineOf(start), text: withoutMarkers(source.slice(start, end)) });
  }
  return found;
}

/** The comments after `#`, as in HCL, YAML and shell scripts. Lines that follow each other are one text. */
export function readHashComments(source: string): readonly Prose[] {
  const found: { line: number; last: number; text: string }[] = [];
  for (const [index, line] of source.split('\n').entries()) {
    const text = /^\s*#(?!!) ?(.*)$/.exec(line)?.[1] ?? /\s# (.*)$/.exec(line)?.[1];
    if (text === undefined) continue;
    const before = found.at(-1);
    if (before?.last === index)
      Object.assign(before, { last: index + 1, text: `${before.text} ${text}` });
    else found.push({ line: index + 1, last: index + 1, text });
  }
  return found.map(({ line, text }) => ({ line, text }));
}

/** The paragraphs of a Markdown file, without blocks of code. */
export function readMarkdown(source: string): readonly Prose[] {
  const found: Prose[] = [];
  let paragraph: { line: number; lines: string[] } | undefined;
  let inCode = false;
  const close = () => {
    if (paragraph) found.push({ line: paragraph.line, text: paragraph.lines.join(' ') });
    paragraph = undefined;
  };
  for (const [index, line] of source.split('\n').entries()) {
    if (/^\s*```/.test(line)) inCode = !inCode;
    if (inCode || line.trim() === '' || /^\s*(?:[-|#]|\d+\.|```)/.test(line)) close();
    if (inCode || line.trim() === '' || line.trim().startsWith('```')) continue;
    paragraph ??= { line: index + 1, lines: [] };
    paragraph.lines.push(line.trim());
  }
  close();
  return found;
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isJsxText(node)) return node.text.replaceAll(/\s+/g, ' ').trim();
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  }
  if (!isSum(node)) return undefined;
  const parts = [textOf(node.left), textOf(node.right)];
  return parts.includes(undefined) ? undefined : parts.join('');
}

function withoutMarkers(comment: string): string {
  return comment
    .replace(/^\/\*+|\*+\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\/\/+|\*(?!\*))?\s?/, ''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
