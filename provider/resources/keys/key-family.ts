import type { CallOptions, Key, KeyplaneClient, Whoami } from '../../client';
import type { ImportableKind } from '../../definitions/import-by-id';
import type { Rehearsal } from '../../definitions/judge-in-dry-run';
import type {
  PlanModel,
  PlannedModel,
  ResourceContext,
  ResultModel,
  Schema,
  StateModel,
} from '../../terraform-plugin';
import type { IssuedSecret, KeyApi } from './apply';
import type { createBody, keyChanges } from './request-body';
import type { KeySchema, KeySchemaOptions } from './schema';

type Context = ResourceContext<KeyplaneClient>;

/**
 * What distinguishes the keys of one kind of owner from all other keys. `Own` is the schema of its
 * further attributes. Whatever is not defined here is the same for every key, and follows in
 * `defineKeyResource`.
 */
export interface KeyFamily<
  Own extends Schema,
  K extends Key,
  Body extends object,
  Changes extends object,
> extends KeySchemaOptions {
  readonly name: `keyplane_${string}`;
  /** Markdown. */
  readonly description: string;
  /** What its IDs begin with, before their `_`. */
  readonly prefix: ImportableKind<K>['prefix'];
  /** Another possible reason if an import finds nothing, as one sentence. */
  readonly notFoundHint: string;
  readonly schema: Own;

  /** The attribute that people use as its name. */
  readonly namedBy: 'name' | 'description';
  /** The label of a key for the beginning of a sentence. The ID is null until the key exists. */
  label(key: { readonly id: string | null; readonly name: string | null }): string;

  api(client: KeyplaneClient): FamilyApi<K, Body, Changes>;
  /** The family's own part of the state, from Keyplane's answer. */
  toModel(key: K): Partial<ResultModel<Own>>;
  /** The family's own part of the body of a create. */
  toBody(plan: PlannedModel<Own>): Body;
  /** The family's own part of the body of an update, which contains only what changes. */
  toChanges(plan: PlannedModel<Own>, state: StateModel<Own>): Changes;

  /** Why these credentials can never see the key within its own team; undefined if they can. */
  hiddenFrom?(
    state: StateModel<KeySchema> & StateModel<Own>,
    me: Whoami,
    context: Context,
  ): Promise<string | undefined> | string | undefined;
  /** Judges the family's own attributes in a plan. */
  judgePlan?(label: string, request: OwnPlanRequest<Own>): void;
  /** Runs if a plan destroys or disables the key. The label names its ID. */
  onEnd?(id: string, label: string, context: Context): Promise<void>;
  /** Runs for a create, after it was judged. */
  readonly onCreation?: Rehearsal<unknown, unknown>['onCreation'];
  /** The error for a caller who may not create keys of this family. */
  readonly onForbidden?: Rehearsal<unknown, unknown>['onForbidden'];
}

export interface OwnPlanRequest<Own extends Schema> {
  readonly priorState: StateModel<Own> | null;
  readonly plan: { readonly values: PlanModel<Own>; readonly requiresReplace: boolean };
  readonly context: Context;
}

/**
 * The client's calls for one family. The bodies are properties, not methods, so that the compiler
 * checks what a family sends against the API's document.
 */
export interface FamilyApi<K extends Key, Body extends object, Changes extends object> extends Pick<
  KeyApi<K, object>,
  'get' | 'rotate'
> {
  readonly create: (
    body: Body & ReturnType<typeof createBody>,
    options: CallOptions,
  ) => Promise<K & IssuedSecret>;
  readonly update: (
    id: string,
    changes: Changes & ReturnType<typeof keyChanges>,
    options: CallOptions,
  ) => Promise<K>;
  refresh(id: string, options: CallOptions): Promise<K>;
  remove(id: string, options: CallOptions): Promise<void>;
  list(filter: object, options: CallOptions): Promise<readonly K[]>;
}
