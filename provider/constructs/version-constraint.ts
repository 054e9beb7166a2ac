/**
 * The versions of the provider that fit constructs of this version: this one and later ones without
 * a breaking change. Before 1.0 a minor version may break, by the rules of SemVer. Terraform selects
 * a prerelease only if the constraint names it exactly.
 */
export function versionConstraint(version: string): string {
  const [, major, minor, prerelease] = /^(\d+)\.(\d+)\.\d+(-\S+)?$/.exec(version) ?? [];
  if (major === undefined || minor === undefined || prerelease !== undefined) return version;
  const next = major === '0' ? `0.${Number(minor) + 1}.0` : `${Number(major) + 1}.0.0`;
  return `>= ${version}, < ${next}`;
}
