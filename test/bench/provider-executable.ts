import { join } from 'node:path';
import { bundleProvider } from '../../provider/build-provider';
import { executableName } from '../../provider-release';
import { compileExecutable } from '../../scripts/release/compile-executable';
import { hostTarget } from '../../scripts/release/release-target';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { GIVEN_PROVIDER } from '../support/tested-provider';
import { PROVIDER, SCRIPT } from './build';
import { emptyNode, handshakeSeconds } from './cold-start';
import { keysOf } from './key-configuration';
import { expectNoChanges } from './lifecycle';
import { compare, interleave, median, type Row, seconds, type Suite } from './measure';
import { startServerProcess } from './server-process';
import { newFolder, removeFolder } from './temporary-folder';
import { type Keep, withRunning } from './with-running';

const KEYS = 1000;
/** A start is so short that more rounds cost little. */
const SHORT_ROUNDS = 15;

/** The executable of a release, which needs no Node, next to the script that Node runs. */
export const providerExecutable: Suite = {
  name: 'provider-executable',
  run: ({ rounds, shrink }) =>
    withRunning(async (keep) => {
      const executable = GIVEN_PROVIDER ?? (await compiled(keep));
      const shortRounds = Math.max(rounds, SHORT_ROUNDS);
      const start = await compare(
        { what: 'executable cold start, to handshake', unit: 's', bar: { atMost: 0.6 } },
        shortRounds,
        { name: 'executable', measure: () => handshakeSeconds([executable]) },
        { name: 'node -e 0', measure: () => seconds(emptyNode) },
      );
      const many = Math.ceil(KEYS / shrink);
      return [
        start,
        await planRow(
          executable,
          { keys: 1, title: 'one key and its account', atMost: 0.9 },
          shortRounds,
        ),
        await planRow(
          executable,
          { keys: many, title: `${many} keys and their accounts`, atMost: 1 },
          rounds,
        ),
      ];
    }),
};

async function compiled(keep: Keep): Promise<string> {
  const folder = await newFolder();
  await keep({ stop: () => removeFolder(folder) });
  const platform = hostTarget();
  const outfile = join(folder, executableName(PROVIDER.version, platform));
  await compileExecutable({ bundle: (await bundleProvider()).program, platform, outfile });
  return outfile;
}

interface Planned {
  readonly keys: number;
  readonly title: string;
  /** The bar, as a share of the time that the script takes. */
  readonly atMost: number;
}

/** Each provider has a server and a workspace of its own with the same keys. */
const planRow = (
  executable: string,
  { keys, title, atMost }: Planned,
  rounds: number,
): Promise<Row> =>
  withRunning(async (keep) => {
    const workspaces: TerraformWorkspace[] = [];
    for (const provider of [executable, SCRIPT]) {
      const { environment } = await keep(startServerProcess());
      // The caller's own certificates would cost only the script time.
      const env = { NODE_EXTRA_CA_CERTS: '', ...environment };
      const world = keysOf('keyplane', { ...PROVIDER, executable: provider }, env);
      const workspace = await createTerraformWorkspace(world.options(keys));
      await keep({ stop: () => workspace.cleanup() });
      await workspace.init();
      await workspace.apply();
      workspaces.push(workspace);
    }
    const [ours = [], theirs = []] = await interleave(
      rounds,
      workspaces.map((workspace) => () => seconds(() => expectNoChanges(workspace))),
    );
    return {
      what: `plan with the executable, nothing to change: ${title}`,
      unit: 's',
      value: median(ours),
      bar: { atMost },
      baseline: { name: 'the same with the script', value: median(theirs) },
    };
  });
