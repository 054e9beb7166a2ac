import { createHash } from 'node:crypto';
import { MAX_TERMS_VERSION, type Terms } from './terms';

const FRONT_MATTER = /^---\n(.*?\n)?---(?:\n|$)/s;
const MAX_CHARACTERS = 100_000;
const HASH_CHARACTERS = 12;
/** The same characters that `accept_terms` takes. */
const VERSION = new RegExp(String.raw`^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$`);

/** The text is not a file of terms. The message says what is wrong with it, after the name of the file. */
export class InvalidTermsError extends Error {
  override readonly name = 'InvalidTermsError';
}

/**
 * Reads a file of terms: a text, optionally after a front matter with its version. Without a version,
 * the version is the start of the SHA-256 of the text, so each change of the text is a new version.
 * @throws InvalidTermsError
 */
export function parseTerms(file: string): Terms {
  const plain = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const front = FRONT_MATTER.exec(plain);
  const text = plain.slice(front?.[0].length ?? 0).trim();
  if (front === null && /^---\s*\n/.test(plain)) {
    throw new InvalidTermsError('begins with `---`, but the front matter has no second `---`.');
  }
  if (text === '') throw new InvalidTermsError('contains no text. Write the terms into it.');
  if (text.includes('\uFFFD') || text.includes('\u0000')) {
    throw new InvalidTermsError('is not a UTF-8 text. Save it as UTF-8.');
  }
  if ([...text].length > MAX_CHARACTERS) {
    throw new InvalidTermsError(`has more than ${MAX_CHARACTERS} characters. Shorten the text.`);
  }
  return { version: declaredVersion(front?.[1] ?? '') ?? hashOf(text), text };
}

function declaredVersion(frontMatter: string): string | undefined {
  const lines = frontMatter.split('\n').filter((line) => line.trim() !== '');
  const versions = lines.map((line) => {
    const [, name, value = ''] = /^(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== 'version') {
      throw new InvalidTermsError(
        'has a front matter with something other than `version: <text>`. Remove the rest.',
      );
    }
    return value.replace(/^(["'])(.*)\1$/, '$2');
  });
  const [version, another] = versions;
  if (another !== undefined) throw new InvalidTermsError('declares `version` more than once.');
  if (version !== undefined && (!VERSION.test(version) || version.length > MAX_TERMS_VERSION)) {
    throw new InvalidTermsError(
      `declares a \`version\` that is not 1 to ${MAX_TERMS_VERSION} printable ASCII characters.`,
    );
  }
  return version;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
}
