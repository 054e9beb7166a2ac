/**
 * A text of the code, in which `<name>` and braces are not markup. What is between backticks remains as it
 * is.
 */
export function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, at) =>
      at % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;'),
    )
    .join('');
}

/** A text in a cell of a table: a pipe would end the cell, and a line break the row. */
const cell = (text: string) =>
  plain(text)
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function codeBlock(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** As the first words of a sentence, with a full stop. */
export function sentence(text: string): string {
  const begun = /^[a-z]+\b(?![:/])/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
  return plain(/[.!?]$/.test(begun) ? begun : `${begun}.`);
}
