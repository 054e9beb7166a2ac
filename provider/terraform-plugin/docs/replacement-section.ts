import type { Schema } from '../framework/attribute';
import { replacesSometimes } from './attribute-facts';
import type { PageSection } from './page';

/** The arguments whose change replaces the resource, if there are any. */
export function replacementSection(schema: Schema): readonly PageSection[] {
  const entries = Object.entries(schema).map(([name, { spec }]) => ({ name, spec }));
  const always = entries.filter(({ spec }) => spec.requiresReplace === true);
  const sometimes = entries.filter(({ spec }) => replacesSometimes(spec));
  if (always.length + sometimes.length === 0) return [];
  const lines = [
    ...always.map(({ name }) => `- \`${name}\`: every change`),
    ...sometimes.map(({ name }) => `- \`${name}\`: some changes, which its description names`),
  ];
  const text = `Terraform destroys the resource and creates another one if these arguments change:\n\n${lines.join('\n')}\n\nA change of any other argument happens in place.`;
  return [{ title: 'Replacement', text }];
}
