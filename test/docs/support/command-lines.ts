import { runProgram } from '../../../api/cli/program';
import type { CodeBlock } from './pages';

/** A call of the command `keyplane` in a code block. */
export interface CommandLine {
  readonly title: string;
  /** The command, such as `['creations', 'list']`. */
  readonly words: readonly string[];
  /** Its options, without their values. */
  readonly flags: readonly string[];
}

export function commandLinesOf({ title, code }: CodeBlock): readonly CommandLine[] {
  const joined = code.replaceAll(/\\\n\s*/g, ' ');
  return [...joined.matchAll(/^(?:\s*\w+=\S+)*\s*(?:npx )?keyplane ([^|;&>)\n]*)/gm)].map(
    ([, rest = '']) => {
      const parts = rest.trim().split(/\s+/);
      const end = parts.findIndex((part) => !/^[a-z]+(?:-[a-z]+)*$/.test(part));
      return {
        title,
        words: end === -1 ? parts : parts.slice(0, end),
        flags: parts.filter((part) => /^--\w/.test(part)).map((part) => part.replace(/=.*/, '')),
      };
    },
  );
}

/** What the help of the command lacks; undefined if it knows the command and its options. */
export async function faultOf({ title, words, flags }: CommandLine): Promise<string | undefined> {
  let help = '';
  const print = (text: string) => void (help += text);
  const exitCode = await runProgram([...words, '--help'], {
    environment: {},
    isInteractive: false,
    print,
    write: print,
    printError: () => {},
    readInput: () => Promise.resolve(''),
  });
  if (exitCode !== 0 || !help.includes(`Usage: keyplane ${words.join(' ')}`)) {
    return `${title}: There is no command "keyplane ${words.join(' ')}".`;
  }
  const unknown = flags.filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(help));
  return unknown.length === 0
    ? undefined
    : `${title}: "keyplane ${words.join(' ')}" has no option ${unknown.join(', ')}.`;
}
