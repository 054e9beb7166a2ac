import { ApiError, ApiProblem, isNotFound, type KeyplaneClient, type Whoami } from '../../client';
import { DiagnosticError, type Gone, gone, type ResourceContext } from '../../terraform-plugin';
import { requireSameTeam, teamOf } from '../../definitions/acknowledge';
import { requireNotOwn } from './guard-own-credential';
import { withId } from './threat';

type Context = ResourceContext<KeyplaneClient>;

/** What a state tells about the owner of the object. */
export interface Owned {
  readonly id: string;
  /** Members do not have this, because a member does not name the person who invited it. */
  readonly created_by?: string | null;
}

/**
 * Returns why these credentials can never see the object within its own team; undefined if they
 * can.
 */
export type HiddenFrom<State> = (
  state: State,
  me: Whoami,
  context: Context,
) => Promise<string | undefined> | string | undefined;

export interface Sight<State extends Owned> {
  /**
   * For a read that failed. It returns only if the object is really gone.
   * @throws the error, or a DiagnosticError that says who owns the object
   */
  requireGone(error: unknown, state: State, context: Context): Promise<void>;
  /**
   * Reads the object. A 404 is reported as gone, with this explanation, only if these credentials
   * could have seen the object.
   */
  read<T>(
    state: State,
    context: Context,
    read: () => Promise<T>,
    whyGone: string,
  ): Promise<T | Gone>;
  /**
   * Deletes the object, unless this run is authenticated with it. A 404 counts as done only if
   * these credentials could have seen the object.
   */
  remove(state: State, context: Context, remove: () => Promise<void>): Promise<void>;
  /**
   * Changes the object. A 404 becomes an error that says who owns the object, or that it is gone.
   */
  change<T>(state: State, context: Context, change: () => Promise<T>): Promise<T>;
  /** For the plan of a destroy: refuses it if the object belongs to another team. */
  requireOwnTeam(state: State, context: Context): Promise<void>;
}

/**
 * Keyplane answers 404 both for what does not exist and for what the caller may not see. Every
 * method of a resource tells the two apart here, so that a delete does not trust a 404 more than a
 * read does.
 */
export function sightOf<State extends Owned>(
  labelOf: (state: State) => string,
  hiddenFrom: HiddenFrom<State> = () => undefined,
): Sight<State> {
  async function judge(state: State, context: Context): Promise<void> {
    const label = labelOf(state);
    await requireSameTeam(label, { created_by: null, ...state }, context);
    const me = await context.client.self(context);
    if (teamOf(context) === undefined) await requireKnownTeam(label, state, me, context);
    const reason = await hiddenFrom(state, me, context);
    if (reason === undefined) return;
    throw new DiagnosticError({
      summary: `${withId({ label, id: state.id })} is not visible to ${me.name}`,
      detail: `${reason} Use credentials that can see it. ${FORGET}`,
    });
  }

  async function requireGone(error: unknown, state: State, context: Context): Promise<void> {
    if (!isNotFound(error)) throw error;
    await judge(state, context);
  }

  return {
    requireGone,

    async read(state, context, read, whyGone) {
      try {
        return await read();
      } catch (error) {
        await requireGone(error, state, context);
        return gone({ summary: `${labelOf(state)} is gone`, detail: whyGone });
      }
    },

    async remove(state, context, remove) {
      await requireNotOwn(labelOf(state), state, context);
      try {
        await remove();
      } catch (error) {
        await requireGone(error, state, context);
      }
    },

    async change(state, context, change) {
      try {
        return await change();
      } catch (error) {
        await requireGone(error, state, context);
        throw new DiagnosticError(
          {
            summary: `${withId({ label: labelOf(state), id: state.id })} no longer exists`,
            detail:
              'It was deleted after the plan was made, or the plan was made without a ' +
              'refresh. Run `terraform plan` again. The new plan shows what happened and ' +
              'creates the object again.',
          },
          { cause: error },
        );
      }
    },

    async requireOwnTeam(state, context) {
      if (!context.hasClient || teamOf(context) === undefined) return;
      try {
        await requireSameTeam(labelOf(state), { created_by: null, ...state }, context);
      } catch (error) {
        // The plan of a destroy must not fail only because Keyplane cannot be asked.
        if (!(error instanceof ApiError)) throw error;
      }
    },
  };
}

const FORGET =
  'If Terraform should no longer manage it, remove it from the state with `terraform state rm`.';

/**
 * A state without private data does not say which team it belongs to. The creator of the object
 * shows the team, if the credentials can see that member or service account.
 */
async function requireKnownTeam(
  label: string,
  { id, created_by: creator = null }: Owned,
  me: Whoami,
  context: Context,
): Promise<void> {
  if (me.team !== null && creator !== null) {
    if (creator === me.id || (await isOfOwnTeam(creator, context))) return;
  }
  const team = me.team === null ? 'no team' : `the team ${me.team.id}`;
  const origin =
    creator === null
      ? ''
      : ` It was created by ${creator}, and the provider's credentials cannot see that creator.`;
  throw new DiagnosticError({
    summary: `${withId({ label, id })} was not found, and may belong to another team`,
    detail:
      `The state does not say which team it belongs to.${origin} The provider's credentials ` +
      `belong to ${team}. Use credentials of the team that it belongs to. If it no longer ` +
      'exists, remove it from the state with `terraform state rm`.',
  });
}

async function isOfOwnTeam(principalId: string, context: Context): Promise<boolean> {
  const { client } = context;
  const find = principalId.startsWith('mem_') ? client.members.get : client.serviceAccounts.get;
  try {
    await find(principalId, context);
    return true;
  } catch (error) {
    // If they cannot see the creator, that does not prove that the object belongs to their team.
    if (!(error instanceof ApiProblem)) throw error;
    return false;
  }
}

/** The warning about a missing object if Keyplane keeps no record of it. */
export function deletedOutside(noun: string, id: string): string {
  return `Somebody deleted the ${noun} ${id} outside Terraform. The plan creates it again.`;
}

/** Whether the member has left their team. Then everything that they owned has ended. */
export async function hasLeft(memberId: string, context: Context): Promise<boolean> {
  try {
    return (await context.client.members.get(memberId, context)).status === 'left';
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return false;
  }
}

/** Members who manage no tokens see only the service keys that are assigned to them. */
export function seesOnlyAssigned({ kind, permissions }: Whoami): boolean {
  return kind === 'member' && !permissions.includes('service_key_tokens.manage');
}

/**
 * Without this permission, a caller sees only their own personal tokens. A service account has
 * none.
 */
export function seesOnlyOwnTokens({ permissions }: Whoami): boolean {
  return !permissions.includes('service_key_tokens.manage');
}
