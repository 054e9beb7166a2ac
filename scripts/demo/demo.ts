import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TerraformExecutable } from '../terraform';
import { synthesize } from '../../examples/quickstart/synthesize';
import { invitation, startServerWithHistory } from './keep';
import { startServer, type DemoServer } from './server';
import { expectThat, type Steps } from './steps';
import {
  createTerraformStack,
  describeChanges,
  expectOnly,
  type TerraformStack,
} from './terraform-stack';

export interface DemoOptions {
  readonly steps: Steps;
  /** The folder for everything that is written. The caller creates and removes it. */
  readonly folder: string;
  readonly server: string;
  readonly provider: string;
  readonly terraform: TerraformExecutable;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/**
 * The main job from end to end on real parts: declare, plan, apply, use, change, lose, destroy.
 * @throws StepFailure at the first step that is not as it should be
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { steps, folder } = options;
  const server = await steps.run('server starts', async () => {
    const value = await startServer({ executable: options.server, folder });
    return { seen: `${value.url}, on a fresh SQLite file`, value };
  });
  try {
    await Promise.race([live(options, server), interruption(options.signal)]);
  } finally {
    await server.stop();
  }
}

/**
 * A team with a history and a stack that Terraform has applied, to look at in the console until somebody
 * interrupts it.
 * @throws StepFailure at the first step that is not as it should be
 */
export async function keepDemo(options: DemoOptions): Promise<void> {
  const { steps, folder, signal, print } = options;
  const interrupted = interruption(signal);
  const server = await startServerWithHistory(steps, options.server, folder);
  try {
    await Promise.race([applyStack(options, server), interrupted]);
    // Only now, because it would refuse a key of the stack. Some secrets of the past are older.
    await server.call('POST', '/v1/team-policies', { max_key_lifetime: '90d' });
    print(invitation(server));
    await interrupted.catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  } finally {
    await server.stop();
  }
}

function interruption(signal: AbortSignal): Promise<never> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
  // A rejection before the first wait for it must not end the process.
  interrupted.catch(() => undefined);
  return interrupted;
}

interface AppliedStack {
  readonly stack: TerraformStack;
  synthesizeEdited(): void;
}

async function live(options: DemoOptions, server: DemoServer): Promise<void> {
  const { steps } = options;
  const { stack, synthesizeEdited } = await applyStack(options, server);
  const keys = await steps.run('outputs', async () => {
    const value = await stack.outputs();
    const clientIds = Object.keys(value).filter((name) => name.endsWith('-client-id'));
    return { seen: `client IDs and secrets of ${clientIds.length} keys`, value };
  });
  const deploy = {
    clientId: keys['deploy-client-id'] ?? '',
    secret: keys['deploy-secret'] ?? '',
  };

  await use(steps, server, deploy);
  await change(steps, stack, keys, synthesizeEdited);
  await loseAKey(steps, stack, server, deploy.clientId);
  await destroy(steps, stack, server);
}

async function applyStack(options: DemoOptions, server: DemoServer): Promise<AppliedStack> {
  const { steps } = options;
  const environment = {
    PATH: process.env['PATH'],
    HOME: options.folder,
    APPDATA: options.folder,
    CHECKPOINT_DISABLE: '1',
    KEYPLANE_ENDPOINT: server.url,
    KEYPLANE_CLIENT_ID: server.owner.clientId,
    KEYPLANE_CLIENT_SECRET: server.owner.clientSecret,
  };

  await steps.run('provider installed', async () => {
    const args = [options.provider, 'install'];
    await promisify(execFile)(process.execPath, args, { env: environment });
    return { seen: 'where terraform looks by itself', value: undefined };
  });

  const stateFile = join(options.folder, 'terraform.tfstate');
  const outdir = join(options.folder, 'cdktf.out');
  const stack = await steps.run('stack.ts synthesized', async () => {
    const folder = synthesize({ outdir, stateFile });
    const executable = options.terraform.path;
    return {
      seen: 'TypeScript → Terraform JSON',
      value: createTerraformStack({ executable, folder, environment }),
    };
  });

  await planAndApply(steps, stack);
  return {
    stack,
    synthesizeEdited: () => void synthesize({ outdir, stateFile, edited: true }),
  };
}

async function planAndApply(steps: Steps, stack: TerraformStack): Promise<void> {
  await steps.run('terraform plan', async () => {
    await stack.init();
    const plan = await stack.plan();
    expectOnly(plan, 'create');
    return { seen: describeChanges(plan.changes), value: undefined };
  });
  await steps.run('terraform apply', async () => {
    await stack.apply();
    const plan = await stack.plan();
    expectThat(plan.changes.length === 0, 'A plan right after the apply has changes.', plan.output);
    return { seen: 'applied; a second plan has no changes', value: undefined };
  });
}

interface KeyCredentials {
  readonly clientId: string;
  readonly secret: string;
}

/** What a service does with a key that somebody presents, and what the key's holder does with it. */
async function use(steps: Steps, server: DemoServer, deploy: KeyCredentials): Promise<void> {
  const ask = (permission: string) =>
    server.call('POST', '/v1/keys/verify', {
      secret: deploy.secret,
      permissions: [permission],
    }) as Promise<{ valid: boolean; code: string; owner?: { name: string } }>;

  await steps.run('a service verifies', async () => {
    const allowed = await ask('releases.publish');
    const refused = await ask('events.write');
    expectThat(allowed.valid && !refused.valid, 'The key is not as good as its roles.');
    return {
      seen:
        `the key of "${allowed.owner?.name}" may releases.publish: ${allowed.code}\n` +
        `and events.write: ${refused.code}`,
      value: undefined,
    };
  });

  await steps.run('an OAuth 2.0 token', async () => {
    const response = await fetch(`${server.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: deploy.clientId,
        client_secret: deploy.secret,
      }),
    });
    const token = (await response.json()) as { token_type?: string; expires_in?: number };
    expectThat(response.ok, `The token endpoint answered ${response.status}.`);
    return {
      seen: `client_credentials → ${token.token_type} JWT for ${token.expires_in} s`,
      value: undefined,
    };
  });
}

async function change(
  steps: Steps,
  stack: TerraformStack,
  keys: Readonly<Record<string, string>>,
  edit: () => void,
): Promise<void> {
  await steps.run('stack edited', async () => {
    edit();
    return { seen: 'an account renamed, a role added, a key disabled', value: undefined };
  });
  await steps.run('terraform plan', async () => {
    const plan = await stack.plan();
    const isRole = ({ address }: { address: string }) => address.startsWith('keyplane_role.');
    const others = plan.changes.filter((planned) => !isRole(planned));
    expectOnly({ ...plan, changes: others }, 'update');
    expectOnly({ ...plan, changes: plan.changes.filter(isRole) }, 'create');
    return { seen: describeChanges(plan.changes), value: undefined };
  });
  await steps.run('terraform apply', async () => {
    await stack.apply();
    const after = await stack.outputs();
    const same = Object.entries(keys).every(([name, value]) => after[name] === value);
    expectThat(same, 'A change in place gave a key another client ID or secret.');
    return { seen: 'applied; every client ID and secret is as before', value: undefined };
  });
}

/** Somebody revokes a key outside terraform. The next plan finds that out and says who did it. */
async function loseAKey(
  steps: Steps,
  stack: TerraformStack,
  server: DemoServer,
  clientId: string,
): Promise<void> {
  await steps.run('a key is revoked', async () => {
    const key = (await liveKeys(server)).find((candidate) => candidate.client_id === clientId);
    expectThat(key !== undefined, 'The key that was applied is not in the list.');
    await server.call('DELETE', `/v1/service-account-keys/${key.id}?reason=seen+in+a+log`);
    return { seen: `"${key.name}", behind terraform’s back`, value: undefined };
  });
  await steps.run('terraform plan', async () => {
    const plan = await stack.plan();
    expectOnly(plan, 'create');
    const said = /Warning: (.*was revoked)/.exec(plan.output)?.[1];
    const reason = plan.output.includes('seen in a log');
    expectThat(said !== undefined && reason, 'The plan does not say what happened.', plan.output);
    return { seen: `${describeChanges(plan.changes)}: ${said}, “seen in a log”`, value: undefined };
  });
}

async function destroy(steps: Steps, stack: TerraformStack, server: DemoServer): Promise<void> {
  await steps.run('terraform destroy', async () => {
    await stack.destroy();
    const left = await liveKeys(server);
    expectThat(left.length === 0, `${left.length} keys are left after the destroy.`);
    return { seen: 'the list of keys is empty', value: undefined };
  });
}

async function liveKeys(server: DemoServer) {
  const { items } = (await server.call('GET', '/v1/service-account-keys')) as {
    items: { id: string; name: string; client_id: string }[];
  };
  return items;
}
