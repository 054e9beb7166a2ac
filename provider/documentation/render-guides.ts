type Files = Readonly<Record<string, string>>;

const INCLUDED = /^\{\{file (\S+)\}\}$/gm;

/**
 * The guides as pages of the registry. A line such as `{{file guides/start/main.tf}}` becomes the code
 * of that example, so that a test applies what a guide shows.
 */
export function renderGuides(guides: Files, examples: Files): readonly [string, string][] {
  return Object.entries(guides).map(([file, text]) => [
    `guides/${file}`,
    `${frontMatter(text, file)}\n\n${withCode(text, examples).trim()}\n`,
  ]);
}

function frontMatter(text: string, file: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  const [, description] = /^# .+\n\n(.+(?:\n.+)*)/m.exec(text) ?? [];
  if (title === undefined || description === undefined) {
    throw new Error(`The guide ${file} needs a heading and a first paragraph.`);
  }
  return [
    '---',
    `page_title: ${JSON.stringify(title)}`,
    'subcategory: ""',
    'description: |-',
    `  ${description.replaceAll('\n', ' ')}`,
    '---',
  ].join('\n');
}

function withCode(text: string, examples: Files): string {
  return text.replace(INCLUDED, (_line, file: string) => {
    const code = examples[file];
    if (code === undefined) throw new Error(`There is no example ${file}, which a guide shows.`);
    const language = file.endsWith('.sh') ? 'shell' : file.endsWith('.tf') ? 'terraform' : 'yaml';
    return `\`\`\`${language}\n${code.trim()}\n\`\`\``;
  });
}
