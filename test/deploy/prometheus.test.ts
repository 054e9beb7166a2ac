import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { buildKeyplane, WITH_METRICS } from '../api/cli/support/keyplane-process';

const REPOSITORY = path.join(__dirname, '../..');
const RULES = path.join(REPOSITORY, 'deploy/prometheus/keyplane.rules.yaml');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (
  parse(readFileSync(RULES, 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(
  readFileSync(path.join(REPOSITORY, 'deploy/grafana/keyplane.json'), 'utf8'),
) as { readonly panels: readonly Panel[] };
const shown = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => [title, expr] as const),
);

/** What Grafana puts in place of its variables. */
const asked = (expr: string) => expr.replaceAll('$job', '.+').replaceAll('$__rate_interval', '1m');

const namesIn = (expr: string) => [
  ...new Set(expr.match(/\b(?:up|(?:keyplane|nodejs|process)_[a-z0-9_]+)\b/g) ?? []),
];

describe('the alerts', () => {
  const page = readFileSync(path.join(REPOSITORY, 'docs/operating/alerts.md'), 'utf8');

  test.each(rules)('$alert has a severity, a summary and a runbook', (rule) => {
    expect(rule.labels.severity).toMatch(/^(critical|warning|info)$/);
    expect(rule.annotations.summary).toMatch(/\.$/);
    expect(rule.annotations.runbook_url).toBe(
      `https://github.com/keyplane/keyplane/blob/main/docs/operating/alerts.md#${rule.alert.toLowerCase()}`,
    );
    expect(page).toContain(`\n## ${rule.alert}\n`);
  });
});

const isMissing = ['prometheus', 'promtool'].some(
  (name) => spawnSync(name, ['--version']).error !== undefined,
);
const wherePrometheusIs = isMissing ? describe.skip : describe;
const reason = isMissing ? ' (skipped: prometheus and promtool are not installed)' : '';

wherePrometheusIs(`a Prometheus that scrapes Keyplane${reason}`, () => {
  const keyplane = buildKeyplane();
  let folder: string;
  let prometheus: ChildProcess;
  let url: string;

  async function query(
    expr: string,
  ): Promise<readonly { metric: object; value: [number, string] }[]> {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const body = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: { metric: object; value: [number, string] }[] };
    };
    if (body.status !== 'success') throw new Error(`${expr}: ${body.error}`);
    return body.data.result;
  }

  beforeAll(async () => {
    const server = await keyplane.start(['serve'], {
      environment: {
        ...WITH_METRICS,
        // The metrics of mail exist only with a mail server. Nothing is sent.
        KEYPLANE_SMTP_URL: 'smtp://127.0.0.1:1',
        KEYPLANE_MAIL_FROM: 'keyplane@example.org',
      },
    });
    await verifyUnknownSecret(server.folder, await server.url());
    folder = mkdtempSync(path.join(tmpdir(), 'keyplane-prometheus-'));
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [
        {
          job_name: 'keyplane',
          authorization: { credentials: WITH_METRICS.KEYPLANE_METRICS_TOKEN },
          static_configs: [{ targets: [new URL(await server.url()).host] }],
        },
      ],
    };
    // JSON is YAML.
    writeFileSync(path.join(folder, 'prometheus.yaml'), JSON.stringify(config));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${folder}/prometheus.yaml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
    await eventually(async () => {
      const [scrapes] = await query('count_over_time(keyplane_keys_expiring[1m])');
      expect(Number(scrapes?.value[1])).toBeGreaterThanOrEqual(3);
    });
  }, 120_000);

  afterAll(async () => {
    if (prometheus.exitCode === null) {
      prometheus.kill('SIGTERM');
      await once(prometheus, 'exit');
    }
    rmSync(folder, { recursive: true });
    await keyplane.remove();
  });

  test('accepts the rules', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', RULES], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${rules.length} rules found`);
  });

  test('fires each alert for the fault that it is about, and not for a short one', () => {
    const file = path.join(__dirname, 'keyplane.rules.test.yaml');
    const text = readFileSync(file, 'utf8');
    expect(rules.filter(({ alert }) => !text.includes(`"${alert}"`))).toEqual([]);
    const { status, stdout } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  test('knows every metric that the dashboard and the alerts name', async () => {
    const answer = await fetch(`${url}/api/v1/label/__name__/values`);
    const { data } = (await answer.json()) as { data: readonly string[] };
    const named = [...shown.map(([, expr]) => expr), ...rules.map(({ expr }) => expr)];
    expect(named.flatMap(namesIn).filter((name) => !data.includes(name))).toEqual([]);
  });

  test.each(shown)('shows data in the panel "%s": %s', async (_title, expr) => {
    await eventually(async () => expect(await query(asked(expr))).not.toEqual([]));
  });

  test.each(rules)('evaluates $alert, and does not fire it', async ({ alert, expr }) => {
    expect(await query(expr)).toEqual([]);
    await eventually(async () => {
      const answer = await fetch(`${url}/api/v1/rules?type=alert`);
      const { data } = (await answer.json()) as {
        data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
      };
      const evaluated = data.groups
        .flatMap((group) => group.rules)
        .find(({ name }) => name === alert);
      expect(evaluated).toMatchObject({ health: 'ok' });
    });
  });

  test('counts a secret that nobody knows under the outcome that the alert looks for', async () => {
    expect(await query('keyplane_verifications_total{outcome="unknown"}')).toHaveLength(1);
  });
});

async function verifyUnknownSecret(folder: string, url: string): Promise<void> {
  const { owner } = JSON.parse(readFileSync(path.join(folder, 'data/bootstrap.json'), 'utf8'));
  const basic = Buffer.from(`${owner.client_id}:${owner.client_secret}`).toString('base64');
  const answer = await fetch(`${url}/v1/keys/verify`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify({ secret: 'not-a-secret-of-keyplane' }),
  });
  expect(answer.status).toBe(200);
}
