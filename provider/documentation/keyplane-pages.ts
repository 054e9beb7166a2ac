import { createKeyplaneProvider } from '../provider';
import { renderDocumentation } from '../terraform-plugin/docs';
import { renderGuides } from './render-guides';
import { type ApiDocument, permissionsSection } from './permissions-section';
import { PROVIDER_SECTIONS } from './provider-sections';
import { subcategoryOf } from './subcategory-of';

type Files = Readonly<Record<string, string>>;

/** What the pages are made from, besides the definition of the provider. */
export interface PageSources {
  /** The content of `provider/examples`, by path. */
  readonly examples: Files;
  /** The content of `provider/documentation/guides`, by name. */
  readonly guides: Files;
  readonly api: ApiDocument;
}

/** All pages of `provider/docs`, by path. */
export function keyplanePages({ examples, guides, api }: PageSources): ReadonlyMap<string, string> {
  const pageExamples = Object.entries(examples).filter(([file]) => !file.startsWith('guides/'));
  const pages = renderDocumentation(createKeyplaneProvider({ environment: {} }), {
    examples: Object.fromEntries(pageExamples),
    subcategoryOf,
    sectionsOf: (page) => permissionsSection(page, api),
    providerSections: [...PROVIDER_SECTIONS, { title: 'Guides', text: guideList(guides) }],
  });
  return new Map([...pages, ...renderGuides(guides, examples)]);
}

function guideList(guides: Files): string {
  return Object.entries(guides)
    .map(([file, text]) => `- [${/^# (.+)$/m.exec(text)?.[1] ?? file}](guides/${file})`)
    .join('\n');
}
