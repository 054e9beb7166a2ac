import {
  platformName,
  SIGNING_KEY_FILE,
  type ReleaseArchive,
  type ReleasePlatform,
} from '../../provider-release';
import type { OfferedRelease } from './offered-release';
import type { OfferedReleases } from './release-catalog';

/** The last part of the source address `<host>/<namespace>/keyplane`. */
export const PROVIDER_TYPE = 'keyplane';

export const DISCOVERY_PATH = '/.well-known/terraform.json';
export const PROVIDERS_PATH = '/registry/v1/providers';
export const FILES_PATH = '/registry/files';
/** The musl builds have their own mirror, because Terraform's protocols do not distinguish C libraries. */
export const MIRROR_PATHS = { gnu: '/registry/mirror', musl: '/registry/mirror-musl' } as const;

export type Libc = keyof typeof MIRROR_PATHS;

/** https://developer.hashicorp.com/terraform/internals/remote-service-discovery */
export const discoveryDocument = () => ({ 'providers.v1': `${PROVIDERS_PATH}/` });

/** https://developer.hashicorp.com/terraform/internals/provider-registry-protocol */
export const versionsDocument = (releases: OfferedReleases) => ({
  versions: [...releases.values()].map(({ release: { version, protocols, platforms } }) => ({
    version,
    protocols,
    platforms: platforms.map(({ os, arch }) => ({ os, arch })),
  })),
});

/** Undefined if the version has no build for the platform. */
export function downloadDocument({ release }: OfferedRelease, { os, arch }: ReleasePlatform) {
  const archive = release.platforms.find((each) => each.os === os && each.arch === arch);
  if (archive === undefined) return undefined;
  const { version, protocols, shasums, signature, signingKey } = release;
  return {
    protocols,
    os,
    arch,
    filename: archive.filename,
    download_url: fileUrl(version, archive.filename),
    shasums_url: fileUrl(version, shasums.filename),
    shasums_signature_url: fileUrl(version, signature.filename),
    shasum: archive.shasum,
    signing_keys: {
      gpg_public_keys: [
        {
          key_id: signingKey.keyId,
          ascii_armor: signingKey.asciiArmor,
          trust_signature: '',
          source: 'Keyplane',
          source_url: fileUrl(version, SIGNING_KEY_FILE),
        },
      ],
    },
  };
}

/** https://developer.hashicorp.com/terraform/internals/provider-network-mirror-protocol */
export const mirrorIndexDocument = (releases: OfferedReleases, libc: Libc) => ({
  versions: Object.fromEntries(
    [...releases]
      .filter(([, offered]) => archivesFor(offered, libc).length > 0)
      .map(([version]) => [version, {}]),
  ),
});

export const mirrorVersionDocument = (offered: OfferedRelease, libc: Libc) => ({
  archives: Object.fromEntries(
    archivesFor(offered, libc).map(({ os, arch, filename, shasum }) => {
      const h1 = offered.archives[filename]?.h1;
      const hashes = [...(h1 === undefined ? [] : [h1]), `zh:${shasum}`];
      return [
        platformName({ os, arch }),
        { url: fileUrl(offered.release.version, filename), hashes },
      ];
    }),
  ),
});

const archivesFor = ({ release }: OfferedRelease, libc: Libc): readonly ReleaseArchive[] =>
  libc === 'musl' ? release.muslArchives : release.platforms;

const fileUrl = (version: string, filename: string) => `${FILES_PATH}/${version}/${filename}`;
