import { ApiError, type KeyplaneClient } from '../../client';
import { type DiagnosticText, type ResourceContext, shownTime } from '../../terraform-plugin';
import { type Dependent, dependentsOf } from './dependents';
import { type Subject, withId } from './threat';

const NAMED = 10;

/**
 * For the plan that ends an object: names the keys and federated identities that end with it
 * although they were created outside the state, whether used or not (S4). The provider knows what
 * is in the state only from what Terraform has presented to this process.
 */
export async function warnOfUnmanaged(
  subject: Subject,
  { client, diagnostics, signal, logger }: ResourceContext<KeyplaneClient>,
): Promise<void> {
  // An apply plans deposed objects again, but the plan before it has already listed this.
  if (client.hasWritten()) return;
  try {
    const all = await dependentsOf(subject, client, { signal });
    const unmanaged = all.filter(({ id }) => !client.confirmations.wasPresented(id));
    const text = unmanagedText(subject, unmanaged);
    if (text !== undefined) diagnostics.warning(text);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    logger.debug('Could not list what Terraform would destroy together with an object', {
      error: error.message,
    });
  }
}

export function unmanagedText(
  subject: Subject,
  unmanaged: readonly Dependent[],
): DiagnosticText | undefined {
  if (unmanaged.length === 0) return undefined;
  const count = unmanaged.length === 1 ? 'one object' : `${unmanaged.length} objects`;
  const others = unmanaged.length - NAMED;
  const lines = unmanaged
    .slice(0, NAMED)
    .map(
      ({ what, state, createdBy, lastUsedAt }) =>
        `  - ${what}, ${state}, created by ${createdBy}, ` +
        (lastUsedAt === null ? 'never used' : `last used at ${shownTime(lastUsedAt)}`),
    );
  return {
    summary: `${withId(subject)} has ${count} that this run has not seen in the state`,
    detail: [
      'If Terraform destroys it, these end permanently too:',
      ...lines,
      ...(others > 0 ? [`  - and ${others} more`] : []),
      '',
      'They were probably created outside Terraform or belong to another state. If some of ' +
        'them are in this state, Terraform did not name them before this check, which happens ' +
        'for example with `-target`.',
    ].join('\n'),
  };
}
