import {
  ApiProblem,
  DEFAULT_PROTECTION,
  type KeyplaneClient,
  type ServiceAccountKey,
  type Usage,
  type Whoami,
} from '../../../../../provider/client';
import type {
  DiagnosticText,
  PrivateKey,
  PrivateState,
  ResourceContext,
} from '../../../../../provider/terraform-plugin';

export const NOW = '2030-06-01T00:00:00.000Z';

/** The key as Keyplane answers it: active, with a year left and version 7 of its secret. */
export function keyOf(over: Partial<ServiceAccountKey> = {}): ServiceAccountKey {
  const made = '2030-05-01T00:00:00.000Z';
  const expiry = '2031-05-01T00:00:00.000Z';
  return {
    id: 'sak_1',
    service_account_id: 'sa_1',
    name: 'deploy',
    client_id: 'kpi_1',
    state: 'active',
    enabled: true,
    expires_at: expiry,
    first_expires_at: expiry,
    masked_secret: 'kps_Ab…x9',
    secret_version: 7,
    secret_delivery: 'plain',
    secret_created_at: made,
    secret_created_by: 'mem_ada',
    public_jwk: null,
    retiring_secret: null,
    secret_claim: null,
    unconfirmed_rotation: false,
    rotation: null,
    created_at: made,
    created_by: 'mem_ada',
    revocation: null,
    last_used_at: null,
    ...over,
  } as ServiceAccountKey;
}

/** The state of `keyOf()`. */
export const STATE = {
  id: 'sak_1',
  service_account_id: 'sa_1',
  name: 'deploy',
  client_id: 'kpi_1',
  state: 'active',
  enabled: true,
  expires_at: '2031-05-01T00:00:00Z',
  expires_in: '365d',
  secret: 'kps_secret',
  secret_jwe: null,
  masked_secret: 'kps_Ab…x9',
  secret_version: 7,
  secret_created_at: '2030-05-01T00:00:00.000Z',
  previous_secret_ends_at: null,
  secret_delivery: 'plain',
  public_jwk: null,
  recipient_jwk: null,
  recipient_pem: null,
  claim_window: null,
  claimant_id: null,
  rotation: null,
  rotation_due_at: null,
  recreate_if_expired: null,
  protect_used_within: null,
  protect_action: null,
  created_at: '2030-05-01T00:00:00.000Z',
  created_by: 'mem_ada',
};

/** The state right after an import, which knows only the ID. */
export const IMPORTED = {
  ...Object.fromEntries(Object.keys(STATE).map((name) => [name, null])),
  id: 'sak_1',
} as { readonly [K in keyof typeof STATE]: null } & { readonly id: string };

export function problem(status: number, code: string): ApiProblem {
  return new ApiProblem({
    status,
    code,
    title: code,
    detail: code,
    errors: [],
    requestId: undefined,
    retryable: undefined,
  });
}

export interface FakeKeyplane {
  /** Undefined if there is no such key. */
  readonly key?: ServiceAccountKey | undefined;
  /** The entries that the last run left in private state, by name. */
  readonly privateState?: Readonly<Record<string, unknown>>;
  readonly me?: Partial<Whoami>;
  readonly policy?: object;
  readonly usage?: Partial<Usage>;
  readonly client?: object;
  readonly hasClient?: boolean;
}

/** A context whose client answers from memory, with a record of its requests and diagnostics. */
export function fakeKeyplane({ key, me, policy, usage, client, ...rest }: FakeKeyplane = {}) {
  const calls: (readonly [method: string, ...args: unknown[]])[] = [];
  const said: string[] = [];
  const texts: DiagnosticText[] = [];
  const confirmed: number[] = [];
  const notes = new Map<string, unknown>(Object.entries({ team: 'team_1', ...rest.privateState }));
  const say = (severity: string) => (text: DiagnosticText) => {
    texts.push(text);
    said.push(`${severity}: ${text.summary}`);
  };
  const answer = (method: string, ...args: unknown[]) => {
    calls.push([method, ...args]);
    return key === undefined ? Promise.reject(problem(404, 'not_found')) : Promise.resolve(key);
  };
  const issue = async (...call: [string, ...unknown[]]) => ({
    ...(await answer(...call)),
    secret_version: 8,
    secret: 'kps_new',
    secret_jwe: null,
  });
  const self = {
    kind: 'member',
    id: 'mem_ada',
    key_id: 'ak_1',
    name: 'Ada',
    permissions: [],
    team: { id: 'team_1' },
    restore: null,
    ...me,
  };
  const keys = {
    get: (id: string) => answer('get', id),
    refresh: (id: string) => answer('refresh', id),
    create: (body: object) => issue('create', body),
    update: (id: string, body: object) => answer('update', id, body),
    rotate: (id: string, body: object) => issue('rotate', id, body),
    remove: (id: string) => answer('remove', id).then(() => undefined),
    list: () => Promise.resolve(key === undefined ? [] : [key]),
  };
  const found = { uses: 0, last_used_at: null, keys_used: 0, callers: [], other_callers: 0 };
  const fake = {
    applicationKeys: keys,
    serviceAccountKeys: keys,
    serviceKeyTokens: keys,
    serviceAccounts: { get: () => Promise.reject(problem(404, 'not_found')) },
    members: { get: () => Promise.reject(problem(404, 'not_found')) },
    now: () => new Date(NOW),
    self: () => Promise.resolve(self),
    whoami: () => Promise.resolve(self),
    teamId: () => Promise.resolve(self.team?.id ?? null),
    teamPolicy: () => Promise.resolve(policy ?? null),
    confirmations: { confirmSecret: (version: number) => void confirmed.push(version) },
    usage: { find: ({ id }: { id: string }) => Promise.resolve({ id, ...found, ...usage }) },
    protection: DEFAULT_PROTECTION,
    dryRuns: { judge: () => Promise.resolve({ problem: undefined }) },
    notices: { take: () => [] },
    versionWatch: { during: (work: () => Promise<unknown>) => work() },
    lostState: { beforeCreation: () => Promise.resolve(undefined) },
    plannedKeys: { add: () => ({ all: 1, additional: 1 }) },
    hasWritten: () => false,
    hasRefreshed: () => true,
    ...client,
  } as unknown as KeyplaneClient;
  const privateState: PrivateState = {
    get: <T>(entry: PrivateKey<T>) =>
      notes.has(entry.name) ? entry.parse(notes.get(entry.name)) : undefined,
    set: (entry, value) => void notes.set(entry.name, value),
    delete: ({ name }) => void notes.delete(name),
  };
  const context: ResourceContext<KeyplaneClient> = {
    client: fake,
    hasClient: rest.hasClient ?? true,
    privateState,
    signal: new AbortController().signal,
    diagnostics: {
      warning: say('warning'),
      error: say('error'),
      get hasErrors() {
        return said.some((line) => line.startsWith('error'));
      },
    },
    logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
  };
  return { context, calls, said, texts, confirmed, notes };
}

const quiet = (): void => {};
