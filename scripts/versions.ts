import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A place that names the version of Keyplane. */
export interface VersionPlace {
  /** Such as `api/package.json#/version`. */
  readonly place: string;
  readonly version: string;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly cdktf?: { readonly provider: { readonly name: string; readonly version: string } };
}

interface Workspace {
  readonly folder: string;
  readonly json: PackageJson;
}

/** Texts that name the files of a release. */
export const TEXTS = [
  'CONTRIBUTING.md',
  'docs/operating/offer-the-provider.md',
  'provider/DESIGN.md',
  'api/DESIGN.md',
];

const RELEASE_FILE = /(?<=\brelease\/|\bterraform-provider-keyplane_v?)\d+\.\d+\.\d+/g;
const NUMBER = /\d+\.\d+\.\d+/;

/** The version of every package, from the file that a release reads first. */
export function versionOf(root: string): string {
  return readJson<PackageJson>(path.join(root, 'provider/package.json')).version;
}

/** Every place that must name the same version. */
export function versionPlaces(root: string): VersionPlace[] {
  const workspaces = workspacesOf(root);
  const names = new Set(workspaces.map(({ json }) => json.name));
  const lock = readJson<{ version?: string; packages: Record<string, PackageJson | undefined> }>(
    path.join(root, 'package-lock.json'),
  );
  const own = readJson<Partial<PackageJson>>(path.join(root, 'package.json'));
  const openApi = readJson<{ info: { version: string } }>(path.join(root, 'api/openapi.json'));
  return [
    { place: 'package.json#/version', version: own.version ?? 'none' },
    { place: 'package-lock.json#/version', version: lock.version ?? 'none' },
    { place: 'package-lock.json#/packages/', version: lock.packages['']?.version ?? 'none' },
    ...workspaces.filter(isReleased).flatMap(({ folder, json }) => [
      { place: `${folder}/package.json#/version`, version: json.version },
      {
        place: `package-lock.json#/packages/${folder}`,
        version: lock.packages[folder]?.version ?? 'none',
      },
      ...providerPlaces(folder, json),
    ]),
    ...workspaces.flatMap(({ folder, json }) => dependencyPlaces(folder, json, names)),
    { place: 'api/openapi.json#/info/version', version: openApi.info.version },
    ...TEXTS.flatMap((file) => textPlaces(file, readFileSync(path.join(root, file), 'utf8'))),
  ];
}

/** The text with the version in the name of every file of a release. */
export function withReleaseFiles(text: string, version: string): string {
  return text.replaceAll(RELEASE_FILE, version);
}

/** The `package.json` of the repository, to which changesets give no version because it is no package. */
export function withRootVersion(text: string, version: string): string {
  return `${JSON.stringify({ ...(JSON.parse(text) as object), version }, null, 2)}\n`;
}

/** The `package.json` of the constructs, which names the provider that they are generated from. */
export function withProviderVersion(text: string, version: string): string {
  const json = JSON.parse(text) as PackageJson;
  if (json.cdktf === undefined) return text;
  const cdktf = { ...json.cdktf, provider: { ...json.cdktf.provider, version } };
  return `${JSON.stringify({ ...json, cdktf }, null, 2)}\n`;
}

export function workspacesOf(root: string): Workspace[] {
  const { workspaces = [] } = readJson<PackageJson>(path.join(root, 'package.json'));
  return workspaces.map((folder) => ({
    folder,
    json: readJson<PackageJson>(path.join(root, folder, 'package.json')),
  }));
}

/** Examples are copied, not released. */
export function isReleased({ json }: Pick<Workspace, 'json'>): boolean {
  return !json.name.startsWith('@keyplane/example-');
}

function providerPlaces(folder: string, { cdktf }: PackageJson): VersionPlace[] {
  if (cdktf === undefined) return [];
  const place = `${folder}/package.json#/cdktf/provider/version`;
  return [{ place, version: cdktf.provider.version }];
}

/** Dependencies on packages of this repository, unless they are on a folder or a file. */
function dependencyPlaces(
  folder: string,
  { dependencies, devDependencies, peerDependencies }: PackageJson,
  names: ReadonlySet<string>,
): VersionPlace[] {
  return Object.entries({ ...peerDependencies, ...devDependencies, ...dependencies })
    .filter(([name, range]) => names.has(name) && /^[\^~]?\d/.test(range))
    .map(([name, range]) => ({
      place: `${folder}/package.json: ${name}`,
      version: NUMBER.exec(range)?.[0] ?? range,
    }));
}

function textPlaces(file: string, text: string): VersionPlace[] {
  return [...text.matchAll(RELEASE_FILE)].map(([version]) => ({ place: file, version }));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
