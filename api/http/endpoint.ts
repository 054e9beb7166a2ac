import type { z } from 'zod';
import type { Awaitable } from '../lib/awaitable';
import type { ExpectedVersion } from '../domain/version';
import type { FailureCode } from '../domain/failure';
import type { KeyplanePermission } from '../domain/permission';
import type { Serialized } from './http-answer';
import type { Caller, OperatorPrincipal, Principal, TeamPrincipal } from '../domain/principal';

/** Who may call: a permission within the caller's team, any credential, the operator, or anybody. */
export type Access = KeyplanePermission | 'team' | 'authenticated' | 'operator' | 'public';

type CallerOf<A extends Access> = A extends 'public'
  ? Caller | undefined
  : A extends 'operator'
    ? Caller<OperatorPrincipal>
    : A extends 'authenticated'
      ? Caller<Principal>
      : Caller<TeamPrincipal>;

type Parsed<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined;

export type RequestOrigin = Pick<Caller, 'requestId' | 'ip'>;

export interface EndpointRequest<
  A extends Access,
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
> {
  readonly caller: CallerOf<A>;
  /**
   * Where the request comes from: everything that is known about the caller of a public endpoint.
   */
  readonly origin: RequestOrigin;
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  /** The version that `If-Match` names. An update of any other version is `precondition_failed`. */
  readonly expectedVersion: ExpectedVersion | undefined;
}

export interface Reply<Body> {
  readonly body: Body | Serialized<Body>;
  /** Becomes the ETag. A use of the key never changes it. */
  readonly version?: number;
}

export interface TextFile {
  readonly filename: string;
  readonly text: string;
}

/**
 * Whether an endpoint that asks for no permission accepts access tokens with a scope. It may be `allowed` for
 * three reasons: the endpoint shows only public facts, it is about the token itself, or its service asks for
 * the permissions itself.
 */
export type Narrowed = 'allowed' | 'refused';

/** Every endpoint that asks for no permission says what narrowed tokens may do there. */
type NarrowedRule<A extends Access> = A extends 'team' | 'authenticated'
  ? { readonly narrowed: Narrowed }
  : { readonly narrowed?: undefined };

export interface EndpointDefinition<
  A extends Access,
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  R extends z.ZodType | undefined,
> {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** OpenAPI's form: `/v1/roles/{role_id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: A;
  /** The permissions that the service asks for itself, because not every call needs all of them. */
  readonly judges?: readonly KeyplanePermission[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly status: 200 | 201 | 204;
  readonly response?: R;
  /**
   * The file that a caller who accepts `text/plain` gets instead. It is absent if the answer
   * contains no secret.
   */
  plainText?(body: R extends z.ZodType ? z.input<R> : undefined): TextFile | null | undefined;
  /**
   * For a 201: where to read the new object. If absent, below the endpoint's own path, by the `id`
   * of the answer.
   */
  readonly location?: (body: R extends z.ZodType ? z.input<R> : undefined) => string;
  /** The endpoint writes nothing, although it is not a GET. */
  readonly readOnly?: true;
  /** A create: honors `Idempotency-Key`, and the answer has the `id` of the new object. */
  readonly idempotent?: true;
  /** The endpoint concerns a stack or a run, so it is refused if no header names one. */
  readonly needs?: 'stack' | 'run';
  /**
   * Whether the answer has an `ETag`. If absent, that follows from the endpoints that change the
   * same object.
   */
  readonly versioned?: boolean;
  /** An update or delete: honors `If-Match`. */
  readonly conditional?: true;
  /**
   * Called in a dry run after the request was carried out: how many more such objects their owner may have.
   */
  slotsLeft?(request: Pick<EndpointRequest<A, P, Q, B>, 'caller' | 'body'>): Promise<number>;
  /** Called for each request of other services: answered before Express, and only there. */
  readonly hot?: true;
  /**
   * The body, if it is so plain that no rule of `body` can refuse or change it. Otherwise `undefined`, and
   * the schema decides. Hot endpoints have this, because a schema takes long for a small body.
   */
  plainBody?(body: unknown): EndpointRequest<A, P, Q, B>['body'] | undefined;
  /** The failures in addition to those that any call with this access can meet. */
  readonly failures?: readonly FailureCode[];
  handle(
    request: EndpointRequest<A, P, Q, B>,
  ): Awaitable<R extends z.ZodType ? Reply<z.input<R>> : void>;
}

/** An endpoint without its types, as the router and the OpenAPI document see it. */
export interface Endpoint extends Omit<
  EndpointDefinition<
    Access,
    z.ZodType | undefined,
    z.ZodType | undefined,
    z.ZodType | undefined,
    z.ZodType | undefined
  >,
  'handle' | 'plainBody' | 'plainText' | 'slotsLeft' | 'location'
> {
  readonly narrowed?: Narrowed;
  plainBody?(body: unknown): unknown;
  plainText?(body: unknown): TextFile | null | undefined;
  location?(body: unknown): string;
  slotsLeft?(request: { caller: Caller | undefined; body: unknown }): Promise<number>;
  handle(request: ErasedRequest): Awaitable<Reply<unknown> | void>;
}

/** What an endpoint is handed, once its schemas have parsed it. */
export interface ErasedRequest {
  readonly caller: Caller | undefined;
  readonly origin: RequestOrigin;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly expectedVersion: ExpectedVersion | undefined;
}

/** One description, from which the route, its validation and its OpenAPI operation all come. */
export function defineEndpoint<
  A extends Access,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(definition: EndpointDefinition<A, P, Q, B, R> & NarrowedRule<A>): Endpoint {
  return definition as unknown as Endpoint;
}
