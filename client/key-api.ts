import {
  type Call,
  type components,
  createResourceApi,
  type ResourceApi,
} from '../provider/client/calls';
import type { Bounded, CallOptions } from './keyplane-options';

type Schemas = components['schemas'];

/** An application key, which a person uses. */
export type ApplicationKey = Schemas['ApplicationKey'];
/** An application key with its secret, which Keyplane shows once. */
export type IssuedApplicationKey = Schemas['IssuedApplicationKey'];
/** A key of a service account, which a program uses. */
export type ServiceAccountKey = Schemas['ServiceAccountKey'];
/** A key of a service account with its secret, which Keyplane shows once. */
export type IssuedServiceAccountKey = Schemas['IssuedServiceAccountKey'];
/** A token of a service key, with which somebody calls a paid service. */
export type ServiceKeyToken = Schemas['ServiceKeyToken'];
/** A token of a service key with its secret, which Keyplane shows once. */
export type IssuedServiceKeyToken = Schemas['IssuedServiceKeyToken'];

type KeyPath = '/v1/application-keys' | '/v1/service-account-keys' | '/v1/service-key-tokens';

/** The generated types require what has a default. */
type Defaulted<Body, Names extends keyof Body> = Omit<Body, Names> & Partial<Pick<Body, Names>>;

interface KeyTypes {
  readonly create: unknown;
  readonly update: unknown;
  readonly filter: unknown;
  readonly key: unknown;
  readonly issued: unknown;
}

/**
 * The operations on one family of keys. Bodies and answers have the names of the API's document.
 * Rejects with `ApiError`.
 */
export interface KeyApi<T extends KeyTypes> {
  /** Creates a key. If the answer is lost, the client asks again, and one key is created. */
  create(body: T['create'], options?: CallOptions): Promise<T['issued']>;
  /** Reads a key by its ID. Revoked keys can be read, too. */
  get(id: string, options?: CallOptions): Promise<T['key']>;
  /** Reads all pages, oldest key first. */
  list(filter?: T['filter'], options?: CallOptions): Promise<readonly T['key'][]>;
  /** Changes what the body names. */
  update(id: string, body: T['update'], options?: CallOptions): Promise<T['key']>;
  /** Gives the key a new secret. The old one remains valid for the overlap. */
  rotate(
    id: string,
    body?: Schemas['RotateKeyRequest'],
    options?: CallOptions,
  ): Promise<T['issued']>;
  /** Revokes the key permanently. */
  revoke(id: string, options?: CallOptions): Promise<void>;
}

type FilterOf<Path extends KeyPath> = Parameters<ResourceApi<Path>['list']>[0];

/** The keys that people use. */
export type ApplicationKeys = KeyApi<{
  create: Defaulted<Schemas['CreateApplicationKeyRequest'], 'description' | 'enabled'>;
  update: Schemas['UpdateApplicationKeyRequest'];
  filter: FilterOf<'/v1/application-keys'>;
  key: ApplicationKey;
  issued: IssuedApplicationKey;
}>;

/** The keys that programs use. */
export type ServiceAccountKeys = KeyApi<{
  create: Defaulted<Schemas['CreateServiceAccountKeyRequest'], 'enabled'>;
  update: Schemas['UpdateServiceAccountKeyRequest'];
  filter: FilterOf<'/v1/service-account-keys'>;
  key: ServiceAccountKey;
  issued: IssuedServiceAccountKey;
}>;

/** The tokens with which somebody calls a paid service. */
export type ServiceKeyTokens = KeyApi<{
  create: Defaulted<Schemas['CreateServiceKeyTokenRequest'], 'name' | 'enabled'>;
  update: Schemas['UpdateServiceKeyTokenRequest'];
  filter: FilterOf<'/v1/service-key-tokens'>;
  key: ServiceKeyToken;
  issued: IssuedServiceKeyToken;
}>;

/** What `createResourceApi` returns, for bodies that this file types. */
interface UntypedKeys {
  create(body: unknown, options: Required<CallOptions>): Promise<unknown>;
  get(id: string, options: Required<CallOptions>): Promise<unknown>;
  list(filter: unknown, options: Required<CallOptions>): Promise<readonly unknown[]>;
  update(id: string, body: unknown, options: Required<CallOptions>): Promise<unknown>;
  rotate(id: string, body: unknown, options: Required<CallOptions>): Promise<unknown>;
  remove(id: string, options: Required<CallOptions>): Promise<void>;
}

export function createKeyApi<T extends KeyTypes>(
  path: KeyPath,
  call: Call,
  bounded: Bounded,
): KeyApi<T> {
  const keys: UntypedKeys = createResourceApi(path, {
    call,
    onPageFailure: () => {},
    onRefresh: () => {},
  });
  return {
    create: (body, options) => bounded((limited) => keys.create(body, limited), options),
    get: (id, options) => bounded((limited) => keys.get(id, limited), options),
    list: (filter = {}, options) => bounded((limited) => keys.list(filter, limited), options),
    update: (id, body, options) => bounded((limited) => keys.update(id, body, limited), options),
    rotate: (id, body = {}, options) =>
      bounded((limited) => keys.rotate(id, body, limited), options),
    revoke: (id, options) => bounded((limited) => keys.remove(id, limited), options),
  };
}
