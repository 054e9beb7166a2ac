import { parsePeriodSeconds } from '../../domain/period';
import { forbidding, together } from '../../http/object-rules';
import { id, instantOrNever, pageOf, pageQuery, z } from '../../http/wire';
import type { Key } from '../key';
import type { IssuedKey } from '../key-service';
import type { KeyView } from '../key-views';
import {
  EXPIRY_CONFLICTS,
  issuedSecretToWire,
  keyListFilter,
  keyShape,
  keyToWire,
  revocationReason,
  secretShape,
} from '../key-wire';
import { CREATE_DELIVERY_CONFLICTS } from '../delivery/delivery-wire';
import { declaredRotationBody } from '../rotation-schemas';
import type {
  KeyFamilyDefinition,
  KeyFamilyFacts,
  KeyListFilter,
  NewKeyRequest,
  Shape,
} from './key-family';
import type { NewKeyShape } from './new-key-wire';

/** What an update of every family can change, besides the family's own fields. */
const keyUpdateShape = {
  enabled: z.boolean().optional(),
  rotation: declaredRotationBody.optional(),
  expires_at: instantOrNever
    .optional()
    .openapi({ description: 'New expiry of the key. It can only move earlier.' }),
};

const revokeQuery = z.strictObject({ reason: revocationReason });

type Schema<T> = z.ZodType<T, T>;
type Wire<S extends Shape> = z.output<z.ZodObject<S>>;
type KeyUpdateBody = Wire<typeof keyUpdateShape> & {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
};
type KeyListQuery = z.output<ReturnType<typeof pageQuery>> & Wire<typeof keyListFilter>;
type KeyAnswer = { readonly id: string } & Wire<typeof keyShape>;
type IssuedKeyAnswer = KeyAnswer & Wire<typeof secretShape>;
interface KeyPage {
  readonly items: KeyAnswer[];
  readonly next_page_token: string | null;
}

/** A family with all that follows from its declaration. */
export interface DefinedKeyFamily<
  Request extends NewKeyRequest,
  Filter,
  Dependencies,
> extends KeyFamilyFacts<Request, Filter, Dependencies> {
  readonly schemas: {
    readonly params: Schema<Readonly<Record<'key_id' | 'token_id', string>>>;
    readonly create: z.ZodObject;
    readonly update: Schema<KeyUpdateBody>;
    readonly list: Schema<KeyListQuery>;
    readonly revoke: typeof revokeQuery;
    readonly one: Schema<KeyAnswer>;
    readonly issued: Schema<IssuedKeyAnswer>;
    readonly page: Schema<KeyPage>;
  };
  requestOf(body: object): Request;
  filterOf(query: KeyListQuery): KeyListFilter<Filter>;
  keyToWire(view: KeyView): KeyAnswer;
  issuedToWire(view: KeyView, issued: IssuedKey): IssuedKeyAnswer;
}

/** The fields of a family are not known here. This type names the fields that every family has. */
const having = <T>(schema: z.ZodType) => schema as Schema<T>;

export function defineKeyFamily<
  Create extends NewKeyShape,
  Update extends Shape,
  Filter extends Shape,
  Answer extends Shape,
  Request extends NewKeyRequest,
  Dependencies,
>(
  family: KeyFamilyDefinition<Create, Update, Filter, Answer, Request, Dependencies>,
): DefinedKeyFamily<Request, Wire<Filter>, Dependencies> {
  const { schemaName: name, examples } = family;
  const keyId = id(family.kind);
  const shape = { id: keyId, ...(family.answer as Shape), ...keyShape };
  const one = z.strictObject(shape).openapi(name);
  const expiryConflicts =
    family.expiry === 'required' ? EXPIRY_CONFLICTS : [together('expires_at', 'expires_in')];
  const ownToWire: (key: Key) => object = (key) => family.toWire(key);
  const toWire = (view: KeyView): KeyAnswer => ({
    id: view.key.id,
    ...ownToWire(view.key),
    ...keyToWire(view),
  });

  return {
    ...family,
    schemas: {
      params: having(z.strictObject({ [family.idParameter]: keyId })),
      create: z.strictObject(family.create as Shape).openapi(`Create${name}Request`, {
        example: examples.create,
        ...forbidding(...expiryConflicts, ...CREATE_DELIVERY_CONFLICTS),
      }),
      update: having(
        z
          .strictObject({ ...(family.update as Shape), ...keyUpdateShape })
          .openapi(`Update${name}Request`, { example: examples.update }),
      ),
      list: having(
        pageQuery(keyId, ['created_at', family.sortedBy, 'last_used_at', 'expires_at']).extend({
          ...(family.filter as Shape),
          ...keyListFilter,
        }),
      ),
      revoke: revokeQuery,
      one: having(one),
      issued: having(z.strictObject({ ...shape, ...secretShape }).openapi(`Issued${name}`)),
      page: having(pageOf(one).openapi(`${name}Page`)),
    },
    requestOf: (body) => family.toRequest(body as Wire<Create>),
    filterOf: (query) => ({
      own: query as unknown as Wire<Filter>,
      clientIds: query.client_id,
      state: query.state,
      unusedSince: query.unused_since === undefined ? undefined : new Date(query.unused_since),
      unusedForSeconds:
        query.unused_for === undefined ? undefined : parsePeriodSeconds(query.unused_for),
      search: query.q,
    }),
    keyToWire: toWire,
    issuedToWire: (view, issued) => ({ ...toWire(view), ...issuedSecretToWire(issued) }),
  };
}
