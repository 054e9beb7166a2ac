import type { AnswerStore } from '../../../api/creations/answer-store';
import { createIdempotency } from '../../../api/creations/idempotency-service';
import type { Caller } from '../../../api/domain/principal';
import { createManualClock } from '../../support/manual-clock';

const caller = { principal: { id: 'mem_1' } } as Caller;
const request = { caller, key: 'k', operationId: 'createRole', input: { params: {}, body: {} } };

function idempotencyOn(answers: Partial<AnswerStore>) {
  return createIdempotency({
    answers: answers as AnswerStore,
    unitOfWork: { run: (work) => work(), rehearse: (work) => work() },
    sealer: { hmacs: () => ['hmac'], sealWith: () => '', openWith: () => '' },
    clock: createManualClock(),
  });
}

describe('a repeat of a request', () => {
  it('is refused as in progress if the first attempt has no answer yet', async () => {
    const idempotency = idempotencyOn({
      claim: () => Promise.resolve(false),
      find: () => Promise.resolve(undefined),
    });
    const perform = jest.fn();
    await expect(idempotency.once(request, perform)).rejects.toMatchObject({
      code: 'request_in_progress',
    });
    expect(perform).not.toHaveBeenCalled();
  });
});
