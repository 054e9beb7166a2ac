/**
 * Number of parts before the first wildcard. In these, subjects name the kind, the owner and the
 * repository.
 */
const LITERAL_PARTS = 3;

export interface PatternFault {
  readonly code: 'wildcard_crosses' | 'pattern_too_broad';
  readonly message: string;
}

/** Why a pattern is not safe. */
export function patternFault(pattern: string): PatternFault | undefined {
  const parts = partsOf(pattern);
  if (parts.some((part) => part.indexOf('*') !== part.lastIndexOf('*'))) {
    return {
      code: 'wildcard_crosses',
      message:
        'subject_pattern has several * in one part (between / and :). Each * stands for ' +
        'characters other than / and :, so use at most one in each part, such as ' +
        'repo:acme/app:ref:refs/heads/*.',
    };
  }
  if (parts.slice(0, LITERAL_PARTS).some((part) => part.includes('*'))) {
    return {
      code: 'pattern_too_broad',
      message:
        'subject_pattern has a * in its first three parts (between / and :), so it would trust any ' +
        'repository. Name the owner and the repository, such as repo:acme/app:ref:refs/heads/*.',
    };
  }
  return undefined;
}

/** `*` stands for any characters except `/` and `:`. Each part may have one. */
export function matchesPattern(pattern: string, subject: string): boolean {
  const wanted = partsOf(pattern);
  const given = partsOf(subject);
  return (
    separatorsOf(pattern) === separatorsOf(subject) &&
    wanted.every((part, index) => matchesPart(part, given[index] ?? ''))
  );
}

function matchesPart(pattern: string, part: string): boolean {
  const [prefix = '', suffix] = pattern.split('*');
  if (suffix === undefined) return part === pattern;
  return (
    part.length >= prefix.length + suffix.length && part.startsWith(prefix) && part.endsWith(suffix)
  );
}

function partsOf(text: string): string[] {
  return text.split(/[/:]/);
}

function separatorsOf(text: string): string {
  return text.replaceAll(/[^/:]/g, '');
}
