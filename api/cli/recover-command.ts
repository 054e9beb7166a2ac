import { open } from 'node:fs/promises';
import path from 'node:path';
import { NotStartedError, type Bootstrap } from '../bootstrap/bootstrap';
import type { FirstCredential } from '../bootstrap/first-credentials';
import type { Config } from '../app/config';
import { Failure } from '../domain/failure';
import { createInstalledBootstrap } from '../app/installation';
import { credentialLines } from './banner';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { withInstallation } from './configured-database';
import type { Terminal } from './terminal';

export interface RecoverOptions {
  readonly team?: string;
  readonly operator?: true;
  readonly out?: string;
}

const OTHERS_REMAIN =
  '\nThe other keys of the operator remain valid. To revoke them, sign in to the console with this key and ' +
  'open "Operator keys", or use DELETE /v1/operator/keys/{key_id}.';

/**
 * `keyplane recover`: another key for a person who lost theirs. Its secret goes to a terminal or to a file
 * that only its owner can read, and never to a pipe, which may end in a log.
 */
export async function recoverCommand(
  config: Config,
  terminal: Terminal,
  options: RecoverOptions,
): Promise<void> {
  if (!terminal.isInteractive && options.out === undefined) {
    throw new CommandFailure(
      EXIT_CODE.usage,
      'The secret is printed on a terminal only. Run this command on a terminal, or give a ' +
        'new file with --out.',
    );
  }
  if (options.operator && options.team !== undefined) {
    throw new CommandFailure(
      EXIT_CODE.usage,
      '--team and --operator cannot be used together, because the operator belongs to no ' +
        'team. Give one of them.',
    );
  }
  await withInstallation(config, async (installation) => {
    const write = options.out === undefined ? undefined : await newPrivateFile(options.out);
    const bootstrap = createInstalledBootstrap(installation);
    const credential = await recovered(bootstrap, config, options);
    // The person may have lost the key, or somebody else may have it now.
    const others = options.operator ? OTHERS_REMAIN : '';
    if (write === undefined) {
      const whose = options.operator ? 'operator' : 'owner';
      terminal.print(credentialLines(whose, credential).join('\n') + others);
      return;
    }
    await write(credential);
    terminal.print(`The credential is in ${path.resolve(options.out ?? '')}.${others}`);
  });
}

async function recovered(
  bootstrap: Bootstrap,
  config: Config,
  { operator, team }: RecoverOptions,
): Promise<FirstCredential> {
  try {
    return await (operator
      ? bootstrap.recoverOperator()
      : bootstrap.recoverOwner(config.owner, team));
  } catch (cause) {
    if (cause instanceof NotStartedError || cause instanceof Failure) {
      throw new CommandFailure(EXIT_CODE.failure, cause.message, { cause });
    }
    throw cause;
  }
}

/** Opened before the credential is created, so that no credential is lost if the file cannot be written. */
async function newPrivateFile(
  name: string,
): Promise<(credential: FirstCredential) => Promise<void>> {
  const file = await open(name, 'wx', 0o600).catch((cause: unknown) => {
    throw new CommandFailure(
      EXIT_CODE.cannotWrite,
      `${path.resolve(name)} cannot be created. Give a file that does not exist, in a ` +
        'folder that can be written.',
      { cause },
    );
  });
  return async ({ clientId, secret }) => {
    const content = { client_id: clientId, client_secret: secret.reveal() };
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  };
}
