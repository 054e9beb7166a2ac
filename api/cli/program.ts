import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { loadConfig, type Config } from '../app/config';
import { CONFIG_VARIABLES, faultOf } from '../app/environment-schema';
import { VERSION } from '../app/version';
import { addBackupCommands } from './backup-program';
import type { CreationsOptions } from './creations-command';
import type { DecryptOptions } from './decrypt-command';
import { EXIT_CODE } from './exit-code';
import { explainFailure } from './explain-failure';
import type { RecoverOptions } from './recover-command';
import type { MigrateOptions } from './migrate-command';
import type { RekeyOptions } from './rekey-command';
import type { Terminal } from './terminal';

const CREATIONS_HELP = `
Environment:
  KEYPLANE_ENDPOINT       the URL of the server
  KEYPLANE_CLIENT_ID      the client ID of a key of your team
  KEYPLANE_CLIENT_SECRET  the secret of that key
  HTTPS_PROXY, HTTP_PROXY the proxy for https:// or http:// URLs
  NO_PROXY                hosts that are called without a proxy
  SSL_CERT_FILE           a PEM file of the certificate authorities to trust

A stack is one Terraform state. If you do not know its name, give any name. The command then shows the
names that Keyplane knows.

Owners and admins see what the whole team created. Other members see what they created.

Exit codes:
  0   the list is on standard output
  1   the server refused the request
  64  the command line is wrong
  69  the server cannot be reached: try again later
  78  a variable is missing, or the credentials are wrong`;

interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
}

/**
 * Runs the command that `words` name. The modules of a command are loaded when it is called.
 * @returns the exit code
 */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  const outcome: Outcome = { exitCode: EXIT_CODE.ok, config: undefined };
  const program = createProgram(terminal, outcome);
  const unknown = unknownTopic(program, words);
  if (unknown !== undefined) {
    terminal.printError(
      `keyplane: There is no command "${unknown}". \`keyplane help\` lists the commands.`,
    );
    return EXIT_CODE.usage;
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage;
    }
    const failure = explainFailure(error, outcome.config);
    terminal.printError(`keyplane: ${failure.message}`);
    return failure.exitCode;
  }
}

/** What a command has found out by the time it ends. */
interface Outcome {
  exitCode: number;
  config: Config | undefined;
}

/** Every command with its options and its help, which the documentation shows, too. */
export function createProgram(
  terminal: Terminal,
  outcome: Outcome = { exitCode: EXIT_CODE.ok, config: undefined },
): Command {
  const configured = async () => (outcome.config = await loadConfig(terminal.environment));

  const program = new Command('keyplane')
    .description('Issues and governs keys, and answers whether a key is valid.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.printError(text.trimEnd()),
    });

  program
    .command('serve')
    .description('prepare the database and answer requests')
    .option('--port <port>', 'port to listen on (or set KEYPLANE_PORT)', optionFor('KEYPLANE_PORT'))
    .option(
      '--host <address>',
      'address to listen on (or set KEYPLANE_HOST)',
      optionFor('KEYPLANE_HOST'),
    )
    .addHelpText('after', variablesHelp())
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.js');
      outcome.exitCode = await serve({ ...terminal, environment: overridden(terminal, options) });
    });

  program
    .command('migrate')
    .description('prepare the database without starting the server')
    .option(
      '--accept-edited',
      'continue although a migration was edited after this database had applied it',
    )
    .action(async (options: MigrateOptions) => {
      const { migrateCommand } = await import('./migrate-command.js');
      await migrateCommand(await configured(), terminal, options);
    });

  program
    .command('rekey')
    .description(
      're-encrypt with KEYPLANE_MASTER_KEY everything that KEYPLANE_MASTER_KEY_PREVIOUS encrypted',
    )
    .option(
      '--discard-lost',
      'discard everything that was encrypted with a lost master key; stop every server first',
    )
    .action(async (options: RekeyOptions) => {
      const { rekeyCommand } = await import('./rekey-command.js');
      await rekeyCommand(await configured(), terminal, options);
    });

  program
    .command('recover')
    .description(
      'create another key for an owner of a team, or for the operator, if they lost their own key',
    )
    .option('--team <id>', 'the team whose owner gets a key (default: the oldest team)')
    .option('--operator', 'create a key for the operator instead')
    .option('--out <file>', 'write the credential to a new file instead of the terminal')
    .action(async (options: RecoverOptions) => {
      const { recoverCommand } = await import('./recover-command.js');
      await recoverCommand(await configured(), terminal, options);
    });

  program
    .command('doctor')
    .description('check what the server depends on, and say what to do')
    .addHelpText(
      'after',
      `
Exit codes:
  0   nothing keeps Keyplane from working
  1   something does
  64  the command line is wrong
  78  the configuration is wrong`,
    )
    .action(async () => {
      const { doctorCommand } = await import('./doctor-command.js');
      outcome.exitCode = await doctorCommand(await configured(), terminal);
    });

  addBackupCommands(program, { terminal, configured, outcome });

  program
    .command('decrypt [file]')
    .description('decrypt a secret_jwe from a file or standard input, and print the secret')
    .requiredOption('--key <file>', "the recipient's private key, in PEM or JWK format")
    .option(
      '--passphrase-env <name>',
      'environment variable that contains the passphrase of the PEM key',
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0   the secret is on standard output
  64  the command line or the key is wrong
  65  the input is not a JWE that this key opens`,
    )
    .action(async (file: string | undefined, options: DecryptOptions) => {
      const { decryptCommand } = await import('./decrypt-command.js');
      await decryptCommand(terminal, options, file);
    });

  program
    .command('creations')
    .description('show what Terraform runs have created')
    .command('list')
    .description('list the objects of a stack that no state seems to hold')
    .requiredOption('--stack <name>', 'the name of the stack, such as s3://bucket/key#prod')
    .option('--never-named', 'list objects that no refresh or plan has ever named (default)')
    .option(
      '--unnamed-since <time>',
      'list objects that no refresh or plan has named since a time (RFC 3339) or within a ' +
        'period such as 7d',
    )
    .option('--json', 'print the objects as JSON')
    .addHelpText('after', CREATIONS_HELP)
    .action(async (options: CreationsOptions) => {
      const { creationsCommand } = await import('./creations-command.js');
      await creationsCommand(terminal, options);
    });

  program
    .command('catalog')
    .description('manage the services and prices of the platform')
    .command('load <file>')
    .description('replace the catalog with a JSON file: {"services": […]}, like PUT /v1/catalog')
    .option('--allow-losses', 'load the catalog even if paid service keys lose a service or model')
    .action(async (file: string, { allowLosses = false }: { allowLosses?: boolean }) => {
      const { loadCatalogCommand } = await import('./catalog-command.js');
      await loadCatalogCommand(await configured(), terminal, file, { allowLosses });
    });

  program
    .command('provider')
    .description('manage the Terraform provider')
    .command('install')
    .description('install the provider where the terraform and tofu of this user find it')
    .option('--host <name>', "host of the provider's source address (default: keyplane.local)")
    .option(
      '--release <folder>',
      'install the newest version of a release folder, for every platform',
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0   the provider is installed
  1   the provider is missing, or not built
  64  the command line is wrong
  73  a file or folder cannot be written`,
    )
    .action(async (options: { host?: string; release?: string }) => {
      const { installProvider } = await import('./install-provider.js');
      await installProvider(options);
    });

  return program;
}

/** Commander would answer `help` for an unknown command with nothing but the general help. */
function unknownTopic(program: Command, words: readonly string[]): string | undefined {
  let command: Command | undefined = program;
  let isHelp = false;
  for (const word of words) {
    if (word.startsWith('-')) return undefined;
    if (word === 'help' && !isHelp) {
      isHelp = true;
      continue;
    }
    command = command.commands.find((each) => each.name() === word);
    if (command === undefined) return isHelp ? word : undefined;
  }
  return undefined;
}

/**
 * If the value on the command line is not valid, that is a fault of the command line, not of the
 * configuration.
 */
function optionFor(variable: 'KEYPLANE_HOST' | 'KEYPLANE_PORT') {
  return (value: string): string => {
    const fault = faultOf(variable, value);
    if (fault !== undefined) throw new InvalidArgumentError(`It ${fault}`);
    return value;
  };
}

function overridden({ environment }: Terminal, { host, port }: ServeOptions) {
  return {
    ...environment,
    ...(host !== undefined && { KEYPLANE_HOST: host }),
    ...(port !== undefined && { KEYPLANE_PORT: port }),
  };
}

function variablesHelp(): string {
  const width = Math.max(...CONFIG_VARIABLES.map(({ name }) => name.length));
  const lines = CONFIG_VARIABLES.map(
    ({ name, description }) => `  ${name.padEnd(width)}  ${description}`,
  );
  const codes = [
    '  0   stopped by SIGTERM or SIGINT',
    '  1   an unexpected error; the log says which',
    '  64  the command line is wrong',
    '  69  the port is in use, or the database cannot be reached: try again later. After a signal:',
    '      uses of keys could not be written',
    '  73  a file or folder cannot be written',
    '  78  the configuration is wrong, or does not fit the database',
  ];
  return ['', 'Environment:', ...lines, '', 'Exit codes:', ...codes].join('\n');
}
