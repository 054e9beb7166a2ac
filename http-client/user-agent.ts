export interface Product {
  readonly name: string;
  readonly version: string;
}

/** The system that a program runs on, as `process` names it. */
export type Machine = Pick<NodeJS.Process, 'platform' | 'arch'>;

/** Go's names of platforms, which Terraform and its providers use. */
const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * The `User-Agent` of a program: its name and version, then in a comment what runs it and where,
 * such as `terraform-provider-keyplane/0.1.0 (terraform 1.11.4; linux; amd64)`.
 */
export function userAgentOf(
  { name, version }: Product,
  runtime: Product,
  { platform, arch }: Machine = process,
): string {
  const comment = [
    `${runtime.name} ${sendable(runtime.version)}`.trim(),
    SYSTEMS[platform] ?? platform,
    ARCHITECTURES[arch] ?? arch,
  ];
  return `${name}/${version} (${comment.join('; ')})`;
}

/**
 * The version comes from the program that runs this one. Node refuses a header with other
 * characters.
 */
function sendable(version: string): string {
  return version.replaceAll(/[^\w.+~-]/g, '').slice(0, 64);
}
