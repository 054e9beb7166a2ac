export interface Product {
  readonly name: string;
  readonly version: string;
}

/** Where a program runs, as `process` says it. */
export type Machine = Pick<NodeJS.Process, 'platform' | 'arch'>;

/** The words of Go, in which Terraform and its providers name platforms. */
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

/** What runs the program says its version itself. Node refuses a header with other characters. */
function sendable(version: string): string {
  return version.replaceAll(/[^\w.+~-]/g, '').slice(0, 64);
}
