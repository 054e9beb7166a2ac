import type { Caller } from '../domain/principal';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly version?: number | undefined;
}

export interface OnceAnswered {
  readonly answer: Answer;
  /**
   * The request was carried out before. A later step decides whether the caller may get the stored
   * answer.
   */
  readonly isReplay: boolean;
}

export interface IdempotentRequest {
  readonly caller: Caller;
  /** The complete `Idempotency-Key` header. */
  readonly key: string;
  readonly operationId: string;
  /** Everything that decides what the request does. The same key with another input is refused. */
  readonly input: { readonly params: unknown; readonly body: unknown };
}

/** draft-ietf-httpapi-idempotency-key-header: the same key and input get the same answer again. */
export interface Idempotency {
  /** @throws Failure `idempotency_key_reused` if the key was sent with another input before */
  once(request: IdempotentRequest, perform: () => Promise<Answer>): Promise<OnceAnswered>;
}
