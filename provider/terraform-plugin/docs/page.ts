/** The kinds of pages that describe one thing each. Their folders have these names, in the plural. */
export type PageKind = 'resource' | 'data-source' | 'ephemeral-resource' | 'function';

/** What a page describes. */
export interface PageName {
  /** The kind of page. */
  readonly kind: PageKind;
  /** The full name, such as `files_file`; for a function, its name. */
  readonly name: string;
}

/** A part of a page with a heading. */
export interface PageSection {
  /** The heading. */
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** The parts at the top of a page that the registry reads. */
export interface FrontMatter {
  readonly title: string;
  readonly subcategory: string;
  readonly description: string;
}

/** The page as a file: front matter, heading, text and sections. */
export function renderPage(
  matter: FrontMatter,
  heading: string,
  text: string,
  sections: readonly PageSection[],
): string {
  const parts = [
    renderFrontMatter(matter),
    `# ${heading}`,
    text,
    ...sections.map((section) => `## ${section.title}\n\n${section.text.trim()}`),
  ];
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

/** YAML. A JSON text is a YAML text. The description is a block, as the registry's own pages have it. */
function renderFrontMatter({ title, subcategory, description }: FrontMatter): string {
  return [
    '---',
    `page_title: ${JSON.stringify(title)}`,
    `subcategory: ${JSON.stringify(subcategory)}`,
    'description: |-',
    ...description.split('\n').map((line) => `  ${line}`.trimEnd()),
    '---',
  ].join('\n');
}

/** The file with the example of a page. */
export function exampleOf({ kind, name }: PageName): string {
  return `${kind}s/${name}/${kind}.tf`;
}

export function codeBlock(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trim()}\n\`\`\``;
}
