import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Expiry, KeyplaneProvider, KeyPolicy, l1, ServiceAccount } from '@keyplane/cdktf';
import { App, Aspects, TerraformStack } from 'cdktf';
import { compare, type Comparison, type Contestant, seconds } from './measure';

const ACCOUNTS = 100;
const KEYS_EACH = 10;
const ROUNDS = 7;

/** Construction and synthesis of 1,000 keys, warm, in this process. */
export async function compareSynth(): Promise<Comparison[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-synth-'));
  const synthesising = (name: string, declare: (stack: TerraformStack) => void): Contestant => ({
    name,
    measure: () => seconds(async () => synthesise(folder, declare)),
  });
  const generated = synthesising('L1', declareGenerated);
  try {
    return [
      await compare(
        'synth of 1,000 keys through L2',
        ROUNDS,
        synthesising('L2', declareAccounts),
        generated,
      ),
      await compare(
        'synth of 1,000 keys through L2 under a KeyPolicy',
        ROUNDS,
        synthesising('L2 under a KeyPolicy', declareUnderPolicy),
        generated,
      ),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function synthesise(outdir: string, declare: (stack: TerraformStack) => void): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'keys');
  new KeyplaneProvider(stack, 'keyplane', {});
  declare(stack);
  app.synth();
}

function declareAccounts(stack: TerraformStack): void {
  for (let number = 0; number < ACCOUNTS; number += 1) {
    const account = new ServiceAccount(stack, `account-${number}`);
    for (let key = 0; key < KEYS_EACH; key += 1) {
      account.addKey(`key-${key}`, { expires: Expiry.after('90d') });
    }
  }
}

function declareUnderPolicy(stack: TerraformStack): void {
  Aspects.of(stack).add(new KeyPolicy({ maxLifetime: '90d' }));
  declareAccounts(stack);
}

/** Says what the constructs say, so that terraform would do the same. */
function declareGenerated(stack: TerraformStack): void {
  const { ServiceAccount: Account } = l1.serviceAccount;
  const { ServiceAccountKey: Key } = l1.serviceAccountKey;
  for (let number = 0; number < ACCOUNTS; number += 1) {
    const name = `account-${number}`;
    const account = new Account(stack, name, { name });
    for (let key = 0; key < KEYS_EACH; key += 1) {
      new Key(stack, `${name}-key-${key}`, {
        serviceAccountId: account.id,
        name: `key-${key}`,
        expiresIn: '90d',
        secretDelivery: 'plain',
      });
    }
  }
}
