import {
  createTerraformWorkspace,
  type MirroredProvider,
  type TerraformWorkspace,
} from '../support/terraform';
import { PROVIDER } from './build';
import { interleave, median, seconds, type Row, type Suite } from './measure';
import { startServerProcess } from './server-process';

const ACCOUNTS = 100;
const KEYS_EACH = 10;
const ROUNDS = 3;
const PHASES = ['plan', 'apply', 'plan, nothing to change', 'destroy'] as const;

type Phase = (typeof PHASES)[number];
type Times = Record<Phase, number>;

/** 1,000 keys of 100 service accounts, against as many of terraform’s built-in `terraform_data`. */
export const thousandKeys: Suite = {
  name: 'thousand-keys',
  async run({ rounds }) {
    const server = await startServerProcess();
    try {
      return await compareThousandKeys(rounds, server.environment);
    } finally {
      await server.stop();
    }
  },
};

async function compareThousandKeys(
  rounds: number,
  env: Readonly<Record<string, string>>,
): Promise<Row[]> {
  const [theirs = [], ours = []] = await interleave(Math.min(rounds, ROUNDS), [
    () => lifecycle({ files: { 'main.tf': BASELINE } }),
    () => lifecycle({ files: { 'main.tf': configuration(PROVIDER) }, provider: PROVIDER, env }),
  ]);
  return PHASES.map((phase) => {
    const secondsOf = (times: readonly Times[]) => median(times.map((time) => time[phase]));
    return {
      what: `1,000 keys and their 100 accounts: ${phase}`,
      unit: 's',
      value: secondsOf(ours),
      baseline: { name: '1,100 terraform_data', value: secondsOf(theirs) },
      bar: null,
    };
  });
}

async function lifecycle(options: Parameters<typeof createTerraformWorkspace>[0]): Promise<Times> {
  const workspace = await createTerraformWorkspace(options);
  try {
    await workspace.init();
    return {
      plan: await seconds(() => workspace.plan({ out: 'plan' })),
      apply: await seconds(() => workspace.apply('plan')),
      'plan, nothing to change': await seconds(() => expectNoChanges(workspace)),
      destroy: await seconds(() => workspace.destroy()),
    };
  } finally {
    await workspace.cleanup();
  }
}

async function expectNoChanges(workspace: TerraformWorkspace): Promise<void> {
  const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
  if (exitCode !== 0) throw new Error(`Expected no changes:\n${stdout}`);
}

const BASELINE = `
resource "terraform_data" "account" {
  count = ${ACCOUNTS}
  input = "account-\${count.index}"
}

resource "terraform_data" "key" {
  count            = ${ACCOUNTS * KEYS_EACH}
  input            = "key-\${count.index}"
  triggers_replace = terraform_data.account[floor(count.index / ${KEYS_EACH})].id
}
`;

function configuration({ source }: MirroredProvider): string {
  return `
terraform {
  required_providers {
    keyplane = { source = "${source}" }
  }
}

resource "keyplane_service_account" "account" {
  count = ${ACCOUNTS}
  name  = "account-\${count.index}"
}

resource "keyplane_service_account_key" "key" {
  count              = ${ACCOUNTS * KEYS_EACH}
  service_account_id = keyplane_service_account.account[floor(count.index / ${KEYS_EACH})].id
  name               = "key-\${count.index}"
  expires_in         = "90d"
}
`;
}
