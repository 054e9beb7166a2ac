import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, LocalBackend } from 'cdktf';
import { compactDecrypt } from 'jose';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { testedProvider } from '../support/tested-provider';
import {
  createVault,
  reattachAll,
  serveVaultProvider,
  type Vault,
} from '../support/vault-provider';
import { EveryDeliveryStack, type EveryDeliveryProps } from './support/every-delivery-stack';
import { type LoggingServer, startLoggingServer } from './support/logging-server';
import { findSecrets, readFolder, type Sought, type Written } from './support/secret-search';

const SOURCE = 'keyplane.local/keyplane/keyplane';
const FAMILIES = ['account', 'token', 'application'];
const STATE = /terraform\.tfstate(\.backup)?$/;
const STATE_AND_PLANS = /(terraform\.tfstate(\.backup)?|plan-\d(\/tf(state|state-prev|plan))?)$/;

const recipient = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherRecipient = generateKeyPairSync('rsa', { modulusLength: 3072 });
const owner = generateKeyPairSync('ed25519');
const nextOwner = generateKeyPairSync('ed25519');

/**
 * The stock terraform, the provider that it starts, `keyplane serve` with a database of its own and
 * `vault_kv_secret_v2` of test/support/vault-provider. Each of these programs logs as much as it
 * can.
 */
describe.each(['sqlite', 'postgres'] as const)(
  'every delivery, applied and rotated, on %s',
  (on) => {
    let folder: string;
    let database: TestDatabase | undefined;
    let server: LoggingServer;
    let vault: Vault;
    let workspace: TerraformWorkspace;
    let closeVault: () => Promise<void>;

    let delivered: Sought[] = [];
    let plain: Sought[] = [];
    let everything: Written[] = [];
    const refused: string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'keyplane-proof-'));
      database = on === 'postgres' ? await createTestDatabase() : undefined;
      server = await startLoggingServer(database?.url);
      vault = createVault();
      const stands = await serveVaultProvider(vault);
      closeVault = () => stands.close();
      workspace = await createTerraformWorkspace({
        files: {},
        provider: {
          executable: await testedProvider(path.join(folder, 'dist')),
          source: SOURCE,
          version: '0.1.0',
        },
        env: {
          TF_REATTACH_PROVIDERS: reattachAll(stands),
          KEYPLANE_ENDPOINT: server.url,
          KEYPLANE_CLIENT_ID: server.owner.clientId,
          KEYPLANE_CLIENT_SECRET: server.owner.secret,
          TF_LOG: 'TRACE',
          TF_LOG_PATH: path.join(folder, 'terraform.log'),
        },
      });
      const outputs: Written[] = [];
      for (const round of [1, 2]) {
        await synthesize(round);
        if (round === 1) await workspace.init();
        const saved = `plan-${round}`;
        const runs = [
          await workspace.plan({ out: saved }),
          await workspace.apply(saved),
          await workspace.plan({ detailedExitCode: true }),
        ];
        expect(runs.at(-1)?.exitCode).toBe(0);
        outputs.push(...runs.map(asWritten));
        const { secrets, open } = await secretsOf(round);
        for (const { secret } of [...secrets, ...open]) await use(secret);
        delivered = [...delivered, ...secrets];
        plain = [...plain, ...open];
      }
      const applied = await readFolder(workspace.folder);
      outputs.push(asWritten(await workspace.destroy(), outputs.length));
      const audit = await auditEvents();
      const rows = database === undefined ? [] : [await dump(database)];
      await server.stop();
      everything = [
        ...outputs,
        ...applied.filter(({ name }) => !isExecutable(name)),
        ...(await readFolder(workspace.folder)).map(afterDestroy).filter(isState),
        ...(await readFolder(path.join(folder, 'cdktf.out'))),
        { name: 'TF_LOG', bytes: await readFile(path.join(folder, 'terraform.log')) },
        ...(await server.written()),
        audit,
        ...rows,
      ];
    }, 300_000);

    afterAll(async () => {
      await workspace?.cleanup();
      await closeVault?.();
      await server?.cleanup();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    });

    it('delivers secrets that work: by claim, encrypted and plain, before and after a rotation', async () => {
      expect(delivered).toHaveLength(FAMILIES.length * 3 * 2);
      expect(plain).toHaveLength(FAMILIES.length * 2);
      const all = [...delivered, ...plain].map(({ secret }) => secret);
      expect(new Set(all).size).toBe(all.length);
      expect(refused).toEqual([]);
    });

    it('stores a claimed or an encrypted secret nowhere', () => {
      expect(findSecrets(delivered, everything)).toEqual([]);
    });

    it('leaves a plain secret only in the state and in the plans that contain the state', () => {
      const findings = findSecrets(plain, everything);
      expect(findings.filter(({ where }) => !STATE_AND_PLANS.test(where))).toEqual([]);
      for (const { name } of plain.filter(({ name: at }) => at.endsWith('round 2'))) {
        expect(findings).toContainEqual(
          expect.objectContaining({ secret: name, where: 'terraform.tfstate' }),
        );
      }
    });

    it('writes neither the credentials of the run nor the master key anywhere', () => {
      const own = [
        { name: 'the secret of the run', secret: server.owner.secret },
        { name: 'the master key', secret: Buffer.alloc(32, 'proof').toString('base64') },
      ];
      expect(findSecrets(own, everything)).toEqual([]);
    });

    it('searches places that were written to', () => {
      const sizes = new Map(everything.map(({ name, bytes }) => [name, bytes.length]));
      const places = [
        'TF_LOG',
        'the log of the server',
        'the audit log',
        'terraform.tfstate',
        'plan-2',
      ];
      for (const place of places) expect(sizes.get(place)).toBeGreaterThan(1000);
      expect([...sizes.keys()].some((name) => name.endsWith('cdk.tf.json'))).toBe(true);
      const stored = on === 'sqlite' ? 'data/keyplane.db' : 'every row of the database';
      expect(sizes.get(stored)).toBeGreaterThan(10_000);
    });

    async function synthesize(round: number): Promise<void> {
      const outdir = path.join(folder, 'cdktf.out');
      const app = new App({ outdir });
      const stack = new EveryDeliveryStack(app, 'proof', propsOf(round));
      new LocalBackend(stack, { path: 'terraform.tfstate' });
      app.synth();
      const synthesized = await readFile(path.join(outdir, 'stacks/proof/cdk.tf.json'), 'utf8');
      await workspace.write({ 'cdk.tf.json': synthesized });
    }

    /** Gets each secret in the same way as its owner does. */
    async function secretsOf(round: number): Promise<{ secrets: Sought[]; open: Sought[] }> {
      const { values } = await workspace.show();
      const secrets: Sought[] = [];
      const open: Sought[] = [];
      for (const { address, values: key } of values?.root_module.resources ?? []) {
        const name = `${address} in round ${round}`;
        const { secret, secret_jwe: jwe, recipient_jwk: jwk } = key;
        if (typeof secret === 'string') open.push({ name, secret });
        if (typeof jwe !== 'string') continue;
        const privateKey =
          typeof jwk === 'string' ? recipient.privateKey : otherRecipient.privateKey;
        secrets.push({ name, secret: await decrypted(jwe, privateKey) });
      }
      for (const family of FAMILIES) {
        const secret = vault.read(`kv/data/${family}-claim`)?.data['secret'];
        if (typeof secret !== 'string') throw new Error(`The vault has no secret of ${family}.`);
        secrets.push({ name: `${family}-claim in round ${round}`, secret });
      }
      return { secrets, open };
    }

    /**
     * Uses each secret correctly (a token is recognized, but may not ask this) and wrongly, in
     * every place of a request that may be logged.
     */
    async function use(secret: string): Promise<void> {
      const bearer = { authorization: `Bearer ${secret}` };
      const known = await fetch(`${server.url}/v1/whoami`, { headers: bearer });
      if (known.status === 401) refused.push(await known.text());
      const wrong = { ...bearer, 'content-type': 'application/json' };
      const body = JSON.stringify({ secret, permissions: [secret], [secret]: secret });
      await fetch(`${server.url}/v1/keys/verify`, { method: 'POST', headers: wrong, body });
      await fetch(`${server.url}/v1/nowhere?secret=${secret}`, { headers: bearer });
    }

    async function auditEvents(): Promise<Written> {
      const events: unknown[] = [];
      let token = '';
      do {
        const page = (await server.get(`/v1/audit-events?page_size=1000${token}`)) as Page;
        events.push(...page.items);
        token = page.next_page_token === null ? '' : `&page_token=${page.next_page_token}`;
      } while (token !== '');
      return { name: 'the audit log', bytes: Buffer.from(JSON.stringify(events)) };
    }
  },
);

interface Page {
  readonly items: readonly unknown[];
  readonly next_page_token: string | null;
}

function propsOf(round: number): EveryDeliveryProps {
  const { publicKey } = round === 1 ? owner : nextOwner;
  return {
    round: String(round),
    recipientJwk: recipient.publicKey.export({ format: 'jwk' }),
    recipientPem: otherRecipient.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    publicJwk: publicKey.export({ format: 'jwk' }),
  };
}

async function decrypted(jwe: string, privateKey: KeyObject): Promise<string> {
  const { plaintext } = await compactDecrypt(jwe, privateKey);
  return new TextDecoder().decode(plaintext);
}

async function dump({ url }: TestDatabase): Promise<Written> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    );
    const texts: string[] = [];
    for (const { tablename } of rows) {
      const { rows: found } = await client.query<object>(`SELECT * FROM "${tablename}"`);
      texts.push(JSON.stringify({ [tablename]: found }));
    }
    return { name: 'every row of the database', bytes: Buffer.from(texts.join('\n')) };
  } finally {
    await client.end();
  }
}

function asWritten({ stdout, stderr }: { stdout: string; stderr: string }, index: number): Written {
  return { name: `the output of run ${index + 1}`, bytes: Buffer.from(stdout + stderr) };
}

const afterDestroy = ({ name, bytes }: Written): Written => ({ name: `afterwards/${name}`, bytes });
const isState = ({ name }: Written): boolean => STATE.test(name);

/** Whether it is a file that terraform links to the provider's own file. */
function isExecutable(name: string): boolean {
  return name.includes('terraform-provider-');
}
