import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildKeyplane, type KeyplaneProcess } from '../api/cli/support/keyplane-process';
import { eventually } from '../support/eventually';
import { startLoadBalancer, type LoadBalancer } from './load-balancer';

export interface RollingRestartOptions {
  /** The minimum number of requests. More are sent while replicas are still being restarted. */
  readonly requests: number;
  readonly clients: number;
  /** How many workers each replica has. */
  readonly workers: number;
  readonly drainSeconds: number;
  readonly askEveryMs: number;
}

export interface RollingRestartResult {
  readonly answered: number;
  /** For each request without the expected answer: when it was sent, and what came instead. */
  readonly lost: readonly string[];
}

const THINKING_MS = 2;

/**
 * Two servers on one database behind a load balancer, under load by clients that keep their
 * connections, are restarted one after the other.
 */
export async function rollingRestart(
  options: RollingRestartOptions,
): Promise<RollingRestartResult> {
  const keyplane = buildKeyplane();
  const balancer = await startLoadBalancer(options);
  const started: KeyplaneProcess[] = [];
  try {
    const folder = await keyplane.newFolder();
    const start = async () => {
      const environment = {
        KEYPLANE_DRAIN_SECONDS: String(options.drainSeconds),
        KEYPLANE_WORKERS: String(options.workers),
      };
      const replica = await keyplane.start(['serve'], { folder, environment });
      started.push(replica);
      balancer.add(await replica.url());
      return replica;
    };
    const replicas = [await start(), await start()];
    await eventually(() => expectReady(balancer, replicas.length));

    let isRolling = true;
    let stage = 'before';
    const owner = await ownerOf(folder);
    const load = sendLoad((reads) => ask(balancer.url, owner, reads), options.clients, {
      isOver: (sent) => !isRolling && sent >= options.requests,
      stage: () => stage,
    });
    await delay(200);
    for (const [index, replica] of replicas.entries()) {
      stage = `restart of replica ${index + 1}`;
      await stopped(replica, balancer);
      await start();
      await eventually(() => expectReady(balancer, replicas.length));
    }
    isRolling = false;
    return await load;
  } finally {
    await Promise.all(started.map(endAtOnce));
    await balancer.close();
    await keyplane.remove();
  }
}

async function stopped(replica: KeyplaneProcess, balancer: LoadBalancer): Promise<void> {
  const url = await replica.url();
  replica.child.kill('SIGTERM');
  const { exitCode, stdout } = await replica.finished;
  if (exitCode !== 0) throw new Error(`A replica ended with ${exitCode}: ${stdout}`);
  balancer.remove(url);
}

/** The second signal ends the drain period, and the workers with the process that started them. */
async function endAtOnce({ child, finished }: KeyplaneProcess): Promise<void> {
  child.kill('SIGTERM');
  child.kill('SIGINT');
  await finished;
}

function expectReady(balancer: LoadBalancer, count: number): void {
  const ready = balancer.readyServers();
  if (ready !== count) throw new Error(`${ready} of ${count} servers are ready.`);
}

export async function ownerOf(folder: string): Promise<string> {
  const file = await readFile(path.join(folder, 'data', 'bootstrap.json'), 'utf8');
  const { owner } = JSON.parse(file) as { owner: { client_id: string; client_secret: string } };
  const pair = `${owner.client_id}:${owner.client_secret}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** @param ask sends a request that reads, or one that no proxy would repeat; "200" if it was answered */
export async function sendLoad(
  ask: (reads: boolean) => Promise<string>,
  clients: number,
  course: { isOver(sent: number): boolean; stage(): string },
): Promise<RollingRestartResult> {
  let sent = 0;
  let answered = 0;
  const lost: string[] = [];

  async function client(): Promise<void> {
    while (!course.isOver(sent)) {
      sent += 1;
      const stage = course.stage();
      const what = await ask(sent % 2 === 0);
      if (what === '200') answered += 1;
      else lost.push(`${stage}: ${what}`);
      await delay(THINKING_MS);
    }
  }

  await Promise.all(Array.from({ length: clients }, client));
  return { answered, lost };
}

/** A read, or a POST that no load balancer would repeat. */
async function ask(url: string, authorization: string, reads: boolean): Promise<string> {
  try {
    const answer = await (reads
      ? fetch(`${url}/v1/whoami`, { headers: { authorization } })
      : fetch(`${url}/oauth2/token`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
          body: 'grant_type=client_credentials',
        }));
    const text = await answer.text();
    return answer.status === 200 ? '200' : `${answer.status} ${text.slice(0, 200)}`;
  } catch (error) {
    return String(error);
  }
}
