import { readFileSync } from 'node:fs';
import path from 'node:path';
import { archiveName } from '../../provider-release';
import type { BundledPackage } from './bundle-packages';
import { PINNED_RUNTIMES, runtimeVersion } from './install-runtime';
import type { ReleaseTarget } from './release-target';
import { RUNTIME_PARTS } from './runtime-parts';

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

/** CycloneDX 1.6 as JSON. Without a time and serial number, so that equal releases have equal bytes. */
export function sbom(
  version: string,
  targets: readonly ReleaseTarget[],
  bundled: readonly BundledPackage[],
): string {
  const provider = `pkg:generic/terraform-provider-keyplane@${version}`;
  const runtimes = targets.map((target) => ({ target, component: runtimeComponent(target) }));
  const parts = RUNTIME_PARTS.map(({ name, license, source }) => ({
    type: 'library',
    'bom-ref': `runtime:${name}`,
    name,
    licenses: [{ expression: license }],
    externalReferences: [{ type: 'vcs', url: source }],
  }));
  const packages = bundled.map((each) => {
    const purl = npmPurl(each.name, each.version);
    return {
      type: 'library',
      'bom-ref': purl,
      name: each.name,
      version: each.version,
      purl,
      licenses: [{ expression: each.license }],
    };
  });
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': provider,
        name: 'terraform-provider-keyplane',
        version,
        purl: provider,
        licenses: [{ expression: 'Apache-2.0' }],
        properties: runtimes.map(({ target, component }) => ({
          name: `keyplane:runtime-of:${archiveName(version, target)}`,
          value: component.purl,
        })),
      },
    },
    components: [...packages, ...runtimes.map(({ component }) => component), ...parts],
    dependencies: [
      {
        ref: provider,
        dependsOn: [...packages, ...runtimes.map(({ component }) => component)].map(
          (component) => component['bom-ref'],
        ),
      },
      ...runtimes.map(({ component }) => ({
        ref: component['bom-ref'],
        dependsOn: parts.map((each) => each['bom-ref']),
      })),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function runtimeComponent({ runtime: { packageName } }: ReleaseTarget) {
  const purl = npmPurl(packageName, runtimeVersion());
  return {
    type: 'framework',
    'bom-ref': purl,
    name: packageName,
    version: runtimeVersion(),
    purl,
    hashes: [{ alg: 'SHA-512', content: integrityOf(packageName) }],
    licenses: [{ expression: 'MIT' }],
  };
}

/** The hash of the package's archive in the lock file. */
function integrityOf(packageName: string): string {
  const lock = JSON.parse(
    readFileSync(path.join(PINNED_RUNTIMES, 'package-lock.json'), 'utf8'),
  ) as LockFile;
  const integrity = lock.packages[`node_modules/${packageName}`]?.integrity ?? '';
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

const npmPurl = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
