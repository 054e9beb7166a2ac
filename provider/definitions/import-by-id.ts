import {
  type ApiProblem,
  type IdPrefix,
  isNotFound,
  isSecretForId,
  type KeyplaneClient,
  listNameOf,
  nounOf,
} from '../client';
import { DiagnosticError, type ResourceContext, withArticle } from '../terraform-plugin';

type Read = Parameters<KeyplaneClient['whoami']>[0];

/** What people have at hand instead of the ID, such as a client ID. */
export interface OtherName {
  /** A phrase such as `its client ID, which begins with …`. */
  readonly description: string;
  readonly form: RegExp;
  find(text: string, client: KeyplaneClient, options: Read): Promise<string | undefined>;
}

export interface ImportableKind<Item> {
  readonly prefix: IdPrefix;
  readonly read: (client: KeyplaneClient, id: string, options: Read) => Promise<Item>;
  /** Why the object can no longer be declared, without a full stop. */
  readonly ending?: (item: Item) => string | undefined;
  readonly otherName?: OtherName;
  /** Another possible reason if Keyplane shows nothing, as one sentence. */
  readonly notFoundHint?: string;
}

const ID = /^([a-z]+)_[0-9a-z]{1,60}$/;

/**
 * Imports by ID, after a look at what the ID names. Terraform itself would only say that there is
 * no such object.
 * @returns the `importState` of a resource, which throws a DiagnosticError if nothing can be
 * imported with the given text, and what its documentation says about that text
 */
export function importsById<Item>(kind: ImportableKind<Item>) {
  return {
    importId: whatToGive(kind),
    importState: async (
      given: string,
      { client, signal }: ResourceContext<KeyplaneClient>,
    ): Promise<{ id: string }> => {
      const id = await toId(kind, given.trim(), client, { signal });
      const item = await kind.read(client, id, { signal }).catch(async (error: unknown) => {
        throw isNotFound(error) ? await notFound(kind, id, client, { signal }, error) : error;
      });
      const ending = kind.ending?.(item);
      if (ending === undefined) return { id };
      throw refusal(
        `The ${nounOf(kind.prefix)} ${id} can no longer be imported`,
        `${ending}. It cannot be reactivated. Remove the import. The next apply then creates a ` +
          'new one.',
      );
    },
  };
}

/** The client ID of a key is what people have in their environment. */
export function clientIdOf(
  keys: (client: KeyplaneClient) => {
    list(
      filter: object,
      options: Read,
    ): Promise<readonly { readonly id: string; readonly client_id: string }[]>;
  },
): OtherName {
  return {
    description: 'its client ID, which begins with `kpi_`',
    form: /^kpi_[0-9a-f]{32}$/,
    async find(text, client, options) {
      const [found] = await keys(client).list({ client_id: [text] }, options);
      return found?.id;
    },
  };
}

async function toId<Item>(
  kind: ImportableKind<Item>,
  text: string,
  client: KeyplaneClient,
  options: Read,
): Promise<string> {
  const what = nounOf(kind.prefix);
  if (isSecretForId(text)) {
    throw refusal(
      'A secret is not an import ID',
      'Terraform prints import IDs, so this secret is now in the terminal and possibly in a ' +
        `log. Rotate or revoke its key. ${whatToGive(kind)}`,
    );
  }
  const { otherName } = kind;
  if (otherName?.form.test(text)) {
    const id = await otherName.find(text, client, options);
    if (id !== undefined) return id;
    throw refusal(
      `Keyplane lists no ${what} under "${text}"`,
      `The ${what} no longer exists, or the provider's credentials cannot see it. ${whatToGive(kind)}`,
    );
  }
  const prefix = ID.exec(text)?.[1];
  if (prefix === kind.prefix) return text;
  const given = nounOf(prefix);
  throw refusal(
    given === undefined
      ? `"${text}" is not the ID of ${withArticle(what)}`
      : `"${text}" is the ID of ${withArticle(given)}, not of ${withArticle(what)}`,
    whatToGive(kind),
  );
}

function whatToGive<Item>({ prefix, otherName }: ImportableKind<Item>): string {
  const or = otherName === undefined ? '' : `, or ${otherName.description}`;
  // A team has one policy, and no list of teams.
  const offers = prefix === 'team' ? 'returns it' : 'lists them';
  return (
    `Give the ID of the ${nounOf(prefix)}, which begins with \`${prefix}_\`${or}. ` +
    `The data source \`${listNameOf(prefix)}\` ${offers}.`
  );
}

async function notFound<Item>(
  { prefix, notFoundHint }: ImportableKind<Item>,
  id: string,
  client: KeyplaneClient,
  options: Read,
  cause: ApiProblem,
): Promise<DiagnosticError> {
  const me = await client.whoami(options);
  const place = me.team === null ? '' : ` in the team ${me.team.name} (${me.team.id})`;
  const hint = notFoundHint === undefined ? '' : ` ${notFoundHint}`;
  return refusal(
    `There is no ${nounOf(prefix)} ${id} to import`,
    `The provider's credentials belong to ${me.name}${place}, who cannot see an object with ` +
      `this ID. Check that the ID is complete and belongs to this team.${hint} The data source ` +
      `\`${listNameOf(prefix)}\` lists the objects that these credentials can see.`,
    cause,
  );
}

function refusal(summary: string, detail: string, cause?: unknown): DiagnosticError {
  return new DiagnosticError({ summary, detail }, { cause });
}
