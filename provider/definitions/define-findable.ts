import type { CallOptions, KeyplaneClient } from '../client';
import { defineDataSource } from './define';
import {
  type DataSource,
  exactlyOneOf,
  type KnownConfigModel,
  nestedList,
  type ResultModel,
  type Schema,
  string,
} from '../terraform-plugin';
import { findByIdOrName, type NamedThing } from './find-one';

/**
 * What distinguishes one kind of object from the others, for objects that are found by ID or name,
 * and listed.
 */
export interface Findable<
  Attributes extends Schema,
  Filters extends Schema,
  Item extends NamedThing,
  Query extends object,
> {
  /** The noun, such as `service account`. The names of both data sources follow from it. */
  readonly noun: string;
  /** The plural of the noun. By default, the noun with an `s`. */
  readonly plural?: string;
  /** Markdown. */
  readonly descriptions: { readonly one: string; readonly all: string };
  /** The beginning of the name's description. By default, `The name of the <noun>`. */
  readonly nameText?: string;
  /** The attributes besides the ID and the name. */
  readonly attributes: Attributes;
  /** The filters of the list. */
  readonly filters: ListFilters<Filters, Query>;
  api(client: KeyplaneClient): FindableApi<Item, Query>;
  toModel(item: Item): ResultModel<Attributes> & NamedThing;
}

export interface ListFilters<Filters extends Schema, Query extends object> {
  readonly schema: Filters;
  toQuery(config: KnownConfigModel<Filters>): Query;
}

interface FindableApi<Item, Query> {
  get(id: string, options: CallOptions): Promise<Item>;
  readonly list: (
    query: Query | { readonly name: string },
    options: CallOptions,
  ) => Promise<readonly Item[]>;
}

/** The filter by name, for objects that are listed by their name. */
export function byName(plural: string) {
  return {
    schema: {
      name: string.optional({ description: `Returns only ${plural} with exactly this name.` }),
    },
    toQuery: ({ name }: { readonly name: string | null }) => (name === null ? {} : { name }),
  };
}

/** The data source that finds one object, and the one that lists the objects. */
export function defineFindable<
  const Attributes extends Schema,
  const Filters extends Schema,
  Item extends NamedThing,
  Query extends object,
>(
  thing: Findable<Attributes, Filters, Item, Query>,
): { readonly one: DataSource<KeyplaneClient>; readonly all: DataSource<KeyplaneClient> } {
  const { noun, plural = `${noun}s`, nameText = `The name of the ${noun}`, attributes } = thing;
  const { filters } = thing;
  const identity = {
    id: string.optionalComputed({ description: `The ID of the ${noun}.` }),
    name: string.optionalComputed({ description: `${nameText}, which must be unique.` }),
  };
  const one = defineDataSource<typeof identity>({
    name: `keyplane_${snakeCase(noun)}`,
    description: thing.descriptions.one,
    schema: { ...identity, ...attributes },
    validators: [exactlyOneOf('id', 'name')],
    async read(config, { client, signal }) {
      const api = thing.api(client);
      const found = await findByIdOrName(noun, config, {
        byId: (id) => api.get(id, { signal }),
        byName: (name) => api.list({ name }, { signal }),
      });
      return thing.toModel(found);
    },
  });

  const listed = nestedList({
    id: string.computed({ description: `The ID of the ${noun}.` }),
    name: string.computed({ description: `${nameText}.` }),
    ...attributes,
  }).computed({ description: `The ${plural}, oldest first.` });
  const all = defineDataSource<Schema>({
    name: `keyplane_${snakeCase(plural)}`,
    description: thing.descriptions.all,
    schema: { ...filters.schema, [snakeCase(plural)]: listed },
    async read(config, { client, signal }) {
      const query = filters.toQuery(config as KnownConfigModel<Filters>);
      const found = await thing.api(client).list(query, { signal });
      return { [snakeCase(plural)]: found.map((item) => thing.toModel(item)) };
    },
  });
  return { one, all };
}

function snakeCase(words: string): string {
  return words.replaceAll(' ', '_');
}
