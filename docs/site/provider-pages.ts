import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withFrontMatter } from './front-matter';
import type { SitePage } from './site-page';

const FOLDER = path.join(__dirname, '../../provider/docs');

/** The pages of the provider, as the registry of Terraform shows them. */
export function providerPages(): SitePage[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => providerPage(file, readFileSync(path.join(FOLDER, file), 'utf8')));
}

/** The front matter of a page is for the registry. Its body begins with the heading. */
export function providerPage(file: string, text: string): SitePage {
  const body = text.replace(/^---\n[\s\S]*?\n---\n/, '');
  const heading = /^# (.+)$/m.exec(body)?.[1] ?? file;
  const title =
    file === 'index.md' ? 'Terraform provider' : heading.replace(/ \([A-Z][\w ]+\)$/, '');
  return { path: `reference/provider/${file}`, text: withFrontMatter({ title }, body) };
}
