import type { FoundPhrase } from './translated-phrases';

/** Verbs whose American form ends in -ize. */
const STEMS = [
  'author',
  'canonical',
  'capital',
  'categor',
  'central',
  'character',
  'custom',
  'emphas',
  'equal',
  'final',
  'general',
  'initial',
  'local',
  'maxim',
  'memo',
  'minim',
  'normal',
  'optim',
  'organ',
  'parametr',
  'priorit',
  'random',
  'real',
  'recogn',
  'sanit',
  'serial',
  'special',
  'stabil',
  'standard',
  'summar',
  'synchron',
  'synthes',
  'token',
  'util',
  'visual',
];

const BRITISH: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [
    new RegExp(String.raw`\b\w*(?:${STEMS.join('|')})is(?:e[drs]?|ers|ing|ations?)\b`, 'gi'),
    'write -ize or -ization',
  ],
  [/\b\w*(?:behavi|col|fav|flav|hon|lab|neighb)our(?:s|ed|ing|able|hood)?\b/gi, 'write -or'],
  [/\b\w*judgements?\b/gi, 'judgment'],
  [/\banaly(?:se[ds]?|sing)\b/gi, 'analyze'],
  [/\bfulfils?\b/gi, 'fulfill'],
  [/\b(?:label|model|signal|travel)l(?:ed|ing)\b/gi, 'one l'],
  [/\b(?:artefacts?|amongst|whilst|towards|learnt|spelt|grey|centres?)\b/gi, 'the American word'],
];

/**
 * British spellings in a text, names of the code included. `catalogues` is not among them, because a
 * table of the database has this name.
 */
export function findBritishSpellings(source: string): readonly FoundPhrase[] {
  return source.split('\n').flatMap((text, index) => {
    const words = text.replaceAll(/([a-z])(?=[A-Z])/g, '$1 ').replaceAll('_', ' ');
    return BRITISH.flatMap(([pattern, instead]) =>
      [...words.matchAll(pattern)].map(([found]) => ({ line: index + 1, found, instead })),
    );
  });
}
