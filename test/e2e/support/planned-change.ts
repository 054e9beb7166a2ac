import type { TerraformWorkspace } from '../../support/terraform';

/** What a plan does to one resource, and what it shows to its reader. */
export async function plannedChange(
  workspace: TerraformWorkspace,
  address: string,
  ...args: string[]
) {
  const { stdout } = await workspace.plan({ out: 'plan' }, ...args);
  const { resource_changes: changes = [] } = await workspace.show('plan');
  const change = changes.find((candidate) => candidate.address === address)?.change;
  return {
    actions: change?.actions,
    before: change?.before as Readonly<Record<string, unknown>> | null | undefined,
    after: change?.after as Readonly<Record<string, unknown>> | null | undefined,
    unknown: Object.entries((change?.after_unknown ?? {}) as object)
      .filter(([, part]) => isUnknown(part))
      .map(([name]) => name)
      .sort(),
    /** The warnings, on one line. */
    text: stdout.replace(/\n[│╵╷]?\s*/g, ' '),
    stdout,
  };
}

function isUnknown(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return part === true;
  return Object.values(part).some(isUnknown);
}
