import {
  type DiagnosticCollector,
  type DiagnosticText,
  privateKey,
  type PrivateState,
} from '../terraform-plugin';

interface ServiceKeyState {
  readonly id: string;
  readonly plan: string | null;
}

interface Context {
  readonly diagnostics: DiagnosticCollector;
  readonly privateState: PrivateState;
}

/** The note that the first of the two plans of a forced replacement leaves for the second. */
const freeKey = privateKey('free_service_key', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

/** Keyplane would refuse it in the apply. @returns whether the plan was refused */
export function refuseFreeKeyDestroy(
  { id, plan }: ServiceKeyState,
  { diagnostics }: Pick<Context, 'diagnostics'>,
): boolean {
  if (plan === 'free') diagnostics.error(describe(id));
  return plan === 'free';
}

/**
 * Refuses a replacement by `-replace`. The provider notices it only by a second plan, which has no
 * prior state.
 */
export function refuseFreeKeyReplacement(
  prior: ServiceKeyState | null,
  { diagnostics, privateState }: Context,
): void {
  if (prior?.plan === 'free') return privateState.set(freeKey, prior.id);
  const replaced = prior === null ? privateState.get(freeKey) : undefined;
  if (replaced !== undefined) diagnostics.error(describe(replaced));
}

function describe(id: string): DiagnosticText {
  return {
    summary: `Free service key ${id} cannot be destroyed`,
    detail:
      'Every team keeps its free service key, and Keyplane refuses to revoke it. To stop ' +
      'managing it with Terraform, run `terraform state rm` with its address. Or replace its ' +
      '`resource` block with this block, insert the name of your resource, and apply:\n\n' +
      '  removed {\n' +
      '    from = keyplane_service_key.NAME\n' +
      '    lifecycle {\n' +
      '      destroy = false\n' +
      '    }\n' +
      '  }\n\n' +
      'To stop its callers, revoke its tokens.',
  };
}
