import { Expiry, KeyplaneProvider, KeyPolicy, l1, ServiceAccount } from '@keyplane/cdktf';
import { App, Aspects, TerraformStack } from 'cdktf';
import { interleave, median, seconds, type Suite } from './measure';
import { newFolder, removeFolder } from './temporary-folder';

const ACCOUNTS = 100;
const KEYS_EACH = 10;
const ROUNDS = 7;

/** Construction and synthesis of 1,000 keys, warm, in this process. */
export const synth: Suite = {
  name: 'synth',
  async run({ rounds }) {
    const folder = await newFolder();
    const synthesizing = (declare: (stack: TerraformStack) => void) => () =>
      seconds(async () => synthesize(folder, declare));
    const [generated = [], constructs = [], judged = []] = await interleave(
      Math.max(rounds, ROUNDS),
      [declareGenerated, declareAccounts, declareUnderPolicy].map(synthesizing),
    );
    await removeFolder(folder);
    const beside = { unit: 's', baseline: { name: 'L1', value: median(generated) } } as const;
    return [
      {
        what: 'synth of 1,000 keys through L2',
        ...beside,
        value: median(constructs),
        bar: { atMost: 1.3 },
      },
      {
        what: 'the same under a KeyPolicy',
        ...beside,
        value: median(judged),
        bar: null,
      },
    ];
  },
};

function synthesize(outdir: string, declare: (stack: TerraformStack) => void): void {
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

/** Declares what the constructs declare, so that terraform would do the same. */
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
