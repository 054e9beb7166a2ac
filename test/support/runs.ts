import type { Credentials, TestApi } from './api';
import { SECOND } from './manual-clock';

export type RunHeaders = Readonly<Record<'Keyplane-Stack' | 'Keyplane-Run', string>>;

/** A provider process as the API sees it. */
export interface TestRun {
  readonly id: string;
  readonly stack: string;
  readonly headers: RunHeaders;
  get(path: string): Call;
  post(path: string, body?: object, idempotencyKey?: string): Call;
  patch(path: string, body: object): Call;
  delete(path: string): Call;
  /** Creates something. @returns the answer's body */
  create(path: string, body: object): Promise<Created>;
  renew(): Call;
  finish(ids?: readonly string[], secretVersions?: readonly number[], more?: boolean): Call;
  cutOff(): Call;
  /** Presents these objects, as a refresh or a plan of this process would. */
  name(ids: readonly string[], secretVersions?: readonly number[]): Call;
}

/** The object as the API answers it. */
export type Created = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly client_id: string;
  readonly secret: string;
  readonly secret_version: number;
};

type Call = ReturnType<ReturnType<TestApi['as']>['post']>;

let drawn = 0;

export function runHeaders(id: string, stack = 'prod'): RunHeaders {
  return { 'Keyplane-Stack': stack, 'Keyplane-Run': id };
}

/** A run that has not sent anything yet. */
export function describeRun(
  api: Pick<TestApi, 'as'> & { readonly team: TestApi['team'] },
  options: { readonly stack?: string; readonly id?: string; readonly by?: Credentials } = {},
): TestRun {
  const { stack = 'prod', id = `run-${(drawn += 1)}`, by = api.team.owner } = options;
  const headers = runHeaders(id, stack);
  const agent = () => api.as(by);
  const post = (path: string, body: object = {}, idempotencyKey?: string) => {
    const call = agent().post(path).set(headers);
    if (idempotencyKey !== undefined) void call.set('Idempotency-Key', idempotencyKey);
    return call.send(body);
  };
  return {
    id,
    stack,
    headers,
    get: (path) => agent().get(path).set(headers),
    post,
    patch: (path, body) => agent().patch(path).set(headers).send(body),
    delete: (path) => agent().delete(path).set(headers),
    async create(path, body) {
      const answer = await post(path, body);
      if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body as Created;
    },
    renew: () => agent().post('/v1/runs/renew').set(headers),
    finish: (ids = [], secretVersions = [], more = false) =>
      post('/v1/runs/finish', { ids, secret_versions: secretVersions, more }),
    cutOff: () => agent().post('/v1/runs/cut-off').set(headers),
    name: (ids, secretVersions = []) =>
      post('/v1/creations/confirm', { ids, secret_versions: secretVersions }),
  };
}

/** A run that begins later than everything before. */
export async function beginRun(
  api: Parameters<typeof describeRun>[0] & Pick<TestApi, 'clock'>,
  options: Parameters<typeof describeRun>[1] = {},
): Promise<TestRun> {
  const run = describeRun(api, options);
  api.clock.advance(SECOND);
  await run.renew().expect(200);
  api.clock.advance(1);
  return run;
}

/** The status and the code of an answer, such as `409 run_ended` or `201`. */
export function outcomeOf({ status, body }: { status: number; body: unknown }): string {
  const code = (body as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `${status} ${code}` : String(status);
}
