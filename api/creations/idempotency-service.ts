import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import { answersSince } from '../domain/answer-lifetime';
import { withoutSecrets } from '../domain/secret-fields';
import { idOf } from '../http/replay';
import type { Answer, Idempotency, IdempotentRequest, OnceAnswered } from '../http/idempotency';
import type { AnswerStore } from './answer-store';
import { bodyHash } from './body-hash';

/** Seals an answer under the header that asked for it: it cannot be opened without the header. */
export interface AnswerSealer {
  /** Hashes with the current master key and, if it is still accepted, with the previous one. */
  hmacs(purpose: string, text: string): readonly string[];
  sealWith(extraSecret: string, plaintext: string, associatedData: string): string;
  openWith(extraSecret: string, sealed: string, associatedData: string): string;
}

/**
 * Reserving the answer, creating the object and storing the sealed answer are one unit of work. A
 * process that is killed in the middle leaves none of them. A concurrent repeat waits for the first
 * request and gets its answer.
 */
export function createIdempotency(dependencies: {
  answers: AnswerStore;
  unitOfWork: UnitOfWork;
  sealer: AnswerSealer;
  clock: Clock;
}): Idempotency {
  const { answers, unitOfWork, sealer, clock } = dependencies;

  return {
    once: (request, perform) =>
      unitOfWork.run(async () => {
        const [keyHmac = '', ...previous] = sealer.hmacs('idempotency-key', identityOf(request));
        const hash = bodyHash(request.input);
        const now = clock.now();
        const since = answersSince(now);
        for (const keyHmacBefore of previous) {
          if (await answers.find(keyHmacBefore, since)) {
            return replay(request, keyHmacBefore, hash);
          }
        }
        if (!(await answers.claim(keyHmac, hash, now, since))) {
          return replay(request, keyHmac, hash);
        }
        const answer = await perform();
        const stored = isRandomShaped(request.key) ? answer : withoutSecrets(answer);
        await answers.store(keyHmac, {
          status: answer.status,
          sealedAnswer: sealer.sealWith(request.key, JSON.stringify(stored), keyHmac),
          resourceId: idOf(answer.body),
        });
        return { answer, isReplay: false };
      }),
  };

  async function replay(
    request: IdempotentRequest,
    keyHmac: string,
    hash: string,
  ): Promise<OnceAnswered> {
    const stored = await answers.find(keyHmac, answersSince(clock.now()));
    if (stored === undefined) {
      throw new Failure(
        'request_in_progress',
        'A request with this Idempotency-Key is still in progress. Repeat the request to ' +
          'get its answer.',
      );
    }
    if (stored.bodyHash !== hash) {
      throw new Failure(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request before. Use a new key for a new ' +
          'request.',
      );
    }
    if (stored.sealedAnswer === null) {
      throw new Failure(
        'answer_erased',
        'This request was carried out before, and its answer has been erased, because the ' +
          'object that it created has since been recorded in a Terraform state or used, or no ' +
          'longer exists. Look for the object, or use a new Idempotency-Key to create another ' +
          'one.',
      );
    }
    const opened = sealer.openWith(request.key, stored.sealedAnswer, keyHmac);
    return { answer: JSON.parse(opened) as Answer, isReplay: true };
  }
}

/** Bound to the principal and the operation, so no other caller's repeat can get this answer. */
function identityOf({ caller, operationId, key }: IdempotentRequest): string {
  return JSON.stringify([caller.principal.id, operationId, key]);
}

/**
 * An `Idempotency-Key` that can be guessed must not fetch a secret again. 22 mixed characters can
 * hold 128 bits.
 */
export function isRandomShaped(key: string): boolean {
  const distinct = new Set(key.toLowerCase()).size;
  return key.length >= 22 && distinct >= 10;
}
