import { TextInput, type TextInputProps } from '@mantine/core';

const NAME = /^[\p{L}\p{M}\p{Nd}_-]*$/u;
const LEAST = 2;
const MOST = 64;

/** What is wrong with the name of a service key or token; `null` if nothing is. */
export function nameFault(name: string): string | null {
  const length = lengthOf(name);
  if (length === 0) return 'Enter a name.';
  if (!NAME.test(name)) {
    const wrong = Array.from(name).find((character) => !NAME.test(character)) ?? '';
    const shown = wrong === ' ' ? 'a space' : `“${wrong}”`;
    return `A name may contain letters of any script, digits, _ and -. Remove ${shown}.`;
  }
  if (length < LEAST) return `The name must have at least ${LEAST} characters.`;
  if (length > MOST)
    return `The name must have at most ${MOST} characters. Remove ${length - MOST}.`;
  return null;
}

/** Characters as people count them: an accent that is a code point of its own is not a character. */
function lengthOf(name: string): number {
  return [...new Intl.Segmenter().segment(name)].length;
}

interface NameFieldProps extends TextInputProps {
  readonly value?: string;
  readonly advice?: string;
}

const ADVICE = 'Name the application, environment or purpose, for example billing-prod.';

/** A name of a service key or token, which is counted and checked while it is typed. */
export function NameField({ value = '', advice = ADVICE, ...props }: NameFieldProps) {
  return (
    <TextInput
      label="Name"
      required
      value={value}
      description={`${advice} ${lengthOf(value)} of ${MOST} characters.`}
      autoComplete="off"
      {...props}
    />
  );
}
