import type { Caller } from '../domain/principal';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly version?: number | undefined;
}

export interface IdempotentRequest {
  readonly caller: Caller;
  /** The `Idempotency-Key` header, whole. */
  readonly key: string;
  readonly operationId: string;
  readonly body: unknown;
}

/** draft-ietf-httpapi-idempotency-key-header: the same key and body get the same answer again. */
export interface Idempotency {
  /** @throws Failure `idempotency_key_reused` where the key came with another body */
  once(request: IdempotentRequest, perform: () => Promise<Answer>): Promise<Answer>;
}
