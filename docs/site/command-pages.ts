import { createProgram } from '../../api/cli/program';
import { withFrontMatter } from './front-matter';
import { codeBlock, sentence, table } from './markdown';
import type { SitePage } from './site-page';

type Command = ReturnType<typeof createProgram>;

/** A command that does something, rather than group others. */
export interface DocumentedCommand {
  /** Such as `keyplane creations list`. */
  readonly name: string;
  readonly command: Command;
  /** The sections of its help below the options, such as `Environment`: heading → lines. */
  readonly sections: ReadonlyMap<string, readonly string[]>;
}

/** Every command, in the order of the help. */
export function documentedCommands(): DocumentedCommand[] {
  const silent = () => undefined;
  const program = createProgram({
    environment: {},
    isInteractive: false,
    print: silent,
    write: silent,
    printError: silent,
    readInput: () => Promise.resolve(''),
  });
  return leavesOf(program, program.name());
}

function leavesOf(command: Command, name: string): DocumentedCommand[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((each) => leavesOf(each, `${name} ${each.name()}`));
  }
  return [{ name, command, sections: sectionsOf(command) }];
}

function sectionsOf(command: Command): ReadonlyMap<string, readonly string[]> {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const sections = new Map<string, string[]>();
  let heading = '';
  for (const line of help.slice(command.helpInformation().length).split('\n')) {
    const begun = /^([A-Z][\w ]*):$/.exec(line)?.[1];
    if (begun !== undefined) heading = begun;
    else if (line !== '') sections.set(heading, [...(sections.get(heading) ?? []), line]);
    else if (sections.has(heading)) heading = '';
  }
  return sections;
}

/** \`  KEYPLANE_PORT  port to listen on\`, and the lines that continue it. */
export function entriesOf(lines: readonly string[]): (readonly [name: string, text: string])[] {
  const entries: [string, string][] = [];
  for (const line of lines) {
    const [, name, text = ''] = /^ {2}(\S+(?:, \S+)*) +(.*)$/.exec(line) ?? [];
    const last = entries.at(-1);
    if (name !== undefined) entries.push([name, text]);
    else if (last !== undefined) last[1] += ` ${line.trim()}`;
  }
  return entries;
}

/** The page of the command line. The settings of `serve` have a page of their own. */
export function commandPage(commands: readonly DocumentedCommand[]): SitePage {
  const body = `# Command line

\`npx keyplane\` runs the commands in a checkout of Keyplane after \`npm run build\`. \`keyplane help <command>\` shows the same text in the terminal.

${commands.map(commandPart).join('\n\n')}
`;
  return { path: 'reference/cli.md', text: withFrontMatter({ title: 'Command line' }, body) };
}

function commandPart({ name, command, sections }: DocumentedCommand): string {
  const usage = `${name} ${command.usage()}`.replace(' [options]', '').trim();
  const options = command.options.map(({ flags, description, mandatory }) => [
    `\`${flags}\``,
    sentence(description) + (mandatory ? ' Required.' : ''),
  ]);
  const parts = [
    `## ${name}`,
    sentence(command.description()),
    codeBlock('sh', `${usage}${options.length > 0 ? ' [options]' : ''}`),
    ...(options.length > 0 ? [table(['option', 'meaning'], options)] : []),
    ...[...sections].flatMap(([heading, lines]) => sectionPart(name, heading, lines)),
  ];
  return parts.join('\n\n');
}

function sectionPart(name: string, heading: string, lines: readonly string[]): string[] {
  if (heading === '') return [lines.join('\n')];
  if (heading === 'Environment' && name === 'keyplane serve') {
    return ['[Settings](settings.md) lists its environment variables.'];
  }
  const entries = entriesOf(lines).map(([key, text]) => [`\`${key}\``, sentence(text)]);
  return [
    `**${heading}**`,
    table([heading === 'Exit codes' ? 'code' : 'name', 'meaning'], entries),
  ];
}
