import type { Prose } from './read-prose';

/** A phrase of translated English that readers have to decode, and what to write instead. */
export interface TranslatedPhrase {
  readonly phrase: RegExp;
  readonly instead: string;
}

const phrase = (pattern: RegExp, instead: string): TranslatedPhrase => ({
  phrase: pattern,
  instead,
});

/** The one list of phrases. CONTRIBUTING.md, "Style", has the rules that they come from. */
export const TRANSLATED_PHRASES: readonly TranslatedPhrase[] = [
  phrase(/\bwhoever\b/i, 'name the person or the thing'),
  phrase(/\b(?:of|for|from) whom\b/i, 'name the person or the thing'),
  phrase(/\b(?:left|leave|leaves|leaving) (?:\S+ )?away\b/i, 'omit'),
  phrase(
    /\b(?:is|are) (?:disabled|suspended|revoked|expired|enabled) since\b/i,
    'has been … since',
  ),
  phrase(/\bexactly (?:where|if|when)\b/i, 'only if'),
  phrase(/\b(?:[Nn]ull|0|[Ff]alse|[Tt]rue|[Ee]mpty|[Oo]nce) where\b/, 'if'),
  phrase(/\b(?:is|are) good\b/i, 'is valid'),
  phrase(/\bnobody (?:can|may|grants|invites|signs|lacks|leads)\b/i, 'say who or what it is about'),
  phrase(/\bbeside\b/i, 'besides, or next to'),
  phrase(/\bonly who\b/i, 'only the …'),
  phrase(/\bstands? (?:in|outside|for another)\b/i, 'is in, contains'),
  phrase(/\bname a time to come\b/i, 'must be in the future'),
  phrase(/\bhangs? on\b/i, 'depends on'),
  phrase(/\bworks on\b/i, 'remains valid until'),
  phrase(/\bfor ever\b/i, 'forever'),
  phrase(/\blately\b/i, 'recently'),
  phrase(/\bby which\b/i, 'with which, or a sentence of its own'),
  phrase(/\bany more\b/i, 'no longer'),
  phrase(/\bsynthesis(?:e|es|ed|ing)\b/i, 'synthesize'),
  phrase(/\bbehaviours?\b/i, 'behavior'),
  phrase(/\b(?:cancelled|honoured)\b/i, 'canceled, honored'),
  phrase(/\bof (?:them|these|those) nobody\b/i, 'name the thing'),
  phrase(/\bwhere (?:that|it) is (?:sooner|later|missing|absent|null|empty)\b/i, 'if'),
  phrase(/\bsuch an? (?:key|token|account|secret|member|object|role|team)\b/i, 'name the thing'),
  phrase(/\bgood (?:key|token)\b/i, 'a valid …'),
  phrase(/\b(?:to|for) who (?:may|has|holds|asks)\b/i, 'to a caller who …'),
  phrase(/\blost for good\b/i, 'lost permanently'),
  phrase(/\bas the wire begins\b/i, 'name the format'),
  phrase(/\bwhere (?:nobody|nothing|somebody|neither)\b/i, 'if'),
  phrase(/\bsays? so of\b/i, 'reports …, or warns about …'),
  phrase(/\brefused with (?:who|when|what)\b/i, 'refused, and the error says …'),
  phrase(/(?:^|\. )Else\b/, 'Otherwise'),
  phrase(/\b(?:came|come) since\b/i, 'were added since'),
  phrase(/\bput right\b/i, 'corrected'),
  phrase(/\bunless told (?:otherwise|to)\b/i, 'by default'),
  phrase(/\b(?:taken|takes?) for (?:done|lost|none)\b/i, 'counts as'),
  phrase(/\bwho we are\b/i, 'the credentials'),
  phrase(
    /(?<!\bthere )\b(?:is|are|was|were) no (?!longer|more|other|one\b|as\b|if\b)\w+/i,
    'is not a …',
  ),
  phrase(/\bpresent (?:state|roles?|grant|position|secret|value)\b/i, 'current'),
  phrase(/\bshown by (?:its|their) beginning\b/i, 'only the beginning of … is shown'),
  phrase(/\banother than\b/i, 'not the …, or different from …'),
  phrase(/\bgets? nothing\b/i, 'has no access, or receives nothing'),
  phrase(/\bcounts? for nothing\b/i, 'is ignored, or is removed'),
];

export interface FoundPhrase {
  readonly line: number;
  readonly found: string;
  readonly instead: string;
}

export function findTranslatedPhrases(prose: readonly Prose[]): readonly FoundPhrase[] {
  return prose.flatMap(({ line, text }) =>
    TRANSLATED_PHRASES.flatMap(({ phrase, instead }) => {
      const [found] = phrase.exec(text) ?? [];
      return found === undefined ? [] : [{ line, found, instead }];
    }),
  );
}
