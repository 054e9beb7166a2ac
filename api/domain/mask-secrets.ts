/** What replaces a secret in anything that is stored or shown. */
export const MASK = '[redacted]';

/**
 * Each also matches the beginning of a secret whose end somebody has cut off. The masked form of a key's
 * secret has only four characters before its ellipsis and stays as it is.
 */
const TOKENS = [
  // The secret of a key.
  /kp[ast]_[0-9A-Za-z]{8,}/,
  // A JWT or JWE: base64url of `{"` or `{ `.
  /ey[AJ][0-9A-Za-z_-]{8,}(?:\.[0-9A-Za-z_-]*)*/,
  // The token of an invitation or of a sign-in link.
  /(?:inv|sgn)_[0-9A-Za-z_-]{8,}/,
  // A client ID with its secret, or a secret alone, in base64 as an Authorization header has it: `kp?_`.
  /a3B[0-9A-Za-z]X[w-z0-9+/_-][0-9A-Za-z+/_-]{7,}/,
];
const IN_CONTEXT = [
  // What follows the scheme in an Authorization header. No word of a sentence is as long.
  /(?<=\b(?:[Bb]asic|[Bb]earer|BASIC|BEARER)[\s+]{1,4})[0-9A-Za-z+/._~=-]{24,}/,
  // The password in a URL, unless the configuration has concealed it as `***` already.
  /(?<=:\/\/[^\s:/@]{0,200}:)(?!\*+@)[^\s/@]+(?=@)/,
];
const oneOf = (shapes: readonly RegExp[]) => shapes.map(({ source }) => source).join('|');
const TOKEN = new RegExp(oneOf(TOKENS));
const SECRET = new RegExp(oneOf([...TOKENS, ...IN_CONTEXT]), 'g');

/**
 * Matches one character in every escape of URLs and JSON, however often it was escaped: `%5F`, `%255F`,
 * `\u005f`, `\\u005f`.
 */
const ESCAPED = /%(?:25)*([0-9A-Fa-f]{2})|\\+u00([0-9A-Fa-f]{2})/g;

/**
 * Returns the text with every secret of Keyplane masked, including escaped secrets. For texts that may quote
 * a caller.
 */
export function maskSecrets(text: string): string {
  const isEscaped = text.includes('%') || text.includes('\\u');
  return isEscaped ? maskEscaped(text) : text.replace(SECRET, MASK);
}

/** Whether this text contains a secret without any escape. This check is fast. */
export function holdsToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Searches the text without its escapes, and masks the same places in the original text. */
function maskEscaped(text: string): string {
  let unescaped = '';
  /** Where each character of `unescaped` begins in the text. */
  const starts: number[] = [];
  const append = (characters: string, from: number, step: number) => {
    for (let at = 0; at < characters.length; at += 1) starts.push(from + at * step);
    unescaped += characters;
  };
  let end = 0;
  for (const match of text.matchAll(ESCAPED)) {
    append(text.slice(end, match.index), end, 1);
    append(String.fromCharCode(parseInt(match[1] ?? match[2] ?? '', 16)), match.index, 0);
    end = match.index + match[0].length;
  }
  append(text.slice(end), end, 1);
  starts.push(text.length);

  let masked = '';
  let copied = 0;
  for (const { index, 0: secret } of unescaped.matchAll(SECRET)) {
    masked += text.slice(copied, starts[index]) + MASK;
    copied = starts[index + secret.length] ?? text.length;
  }
  return masked + text.slice(copied);
}
