import type { Config } from '../app/config';
import { discardLostOf, rekeyInstallation, type SealedKind } from '../app/installed-sealing';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { withInstallation, withUncheckedInstallation } from './configured-database';
import type { Terminal } from './terminal';

export interface RekeyOptions {
  readonly discardLost?: true;
}

/**
 * `keyplane rekey`: moves everything that the previous master key sealed to the new one. With
 * `--discard-lost`, discards everything that a lost master key sealed.
 */
export async function rekeyCommand(
  config: Config,
  terminal: Terminal,
  options: RekeyOptions,
): Promise<void> {
  await (options.discardLost ? discard(config, terminal) : move(config, terminal));
}

async function move(config: Config, terminal: Terminal): Promise<void> {
  await withInstallation(config, async (installation) => {
    if (config.previousMasterKey === null) throw noPrevious();
    const moved = await rekeyInstallation(installation);
    const rows = moved === 1 ? '1 sealed row was' : `${moved} sealed rows were`;
    terminal.print(
      `${rows} moved to the master key ${installation.sealer.keyIds.current}. Keep ` +
        'KEYPLANE_MASTER_KEY_PREVIOUS for another 24 hours, until stored answers have expired.',
    );
  });
}

function noPrevious(): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.config,
    'KEYPLANE_MASTER_KEY_PREVIOUS is not set, so there is nothing to move. Set it to the ' +
      'previous master key, and KEYPLANE_MASTER_KEY to the new one.',
  );
}

async function discard(config: Config, terminal: Terminal): Promise<void> {
  await withUncheckedInstallation(config, async (installation) => {
    const { current } = installation.sealer.keyIds;
    const discarded = await discardLostOf(installation);
    if (discarded === undefined) {
      terminal.print(
        'Nothing is lost: the configured master keys open everything in the database. ' +
          'Nothing was changed.',
      );
      return;
    }
    const { lostKeyIds, counts } = discarded;
    const lost = lostKeyIds.join(' and ') || 'an unknown master key';
    const lines = KINDS.map(([kind, what, then]) => `  ${what}: ${counts[kind]} (${then})`);
    terminal.print(
      [
        `Everything that ${lost} sealed was discarded. From now on, ${current} is used:`,
        ...lines,
        'All keys and secrets remain valid.',
      ].join('\n'),
    );
  });
}

const KINDS: readonly (readonly [kind: SealedKind, what: string, then: string])[] = [
  [
    'signingKeys',
    'signing keys',
    'the server makes another one; clients must fetch new access tokens',
  ],
  ['claims', 'secrets that waited to be claimed', 'rotate the keys whose secret was lost'],
  ['invitations', 'invitations that waited to be mailed', 'invite those members again'],
  ['answers', 'stored answers', 'if a client repeats a request now, it counts as a new request'],
];
