import { shutdownBudget, startShutdownDeadline } from '../../../api/cli/shutdown-deadline';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it.each([
  [10, { wholeMillis: 10_000, requestMillis: 8000 }],
  [3600, { wholeMillis: 3_600_000, requestMillis: 3_598_000 }],
  [1, { wholeMillis: 1000, requestMillis: 500 }],
  [0, { wholeMillis: 1000, requestMillis: 0 }],
])('keeps some of %s seconds for closing', (seconds, budget) => {
  expect(shutdownBudget(seconds)).toEqual(budget);
});

it('says what is still running when the time after the signal is over', () => {
  const stop = new AbortController();
  const expired = jest.fn();
  const deadline = startShutdownDeadline({
    stop: stop.signal,
    drainSeconds: 5,
    seconds: 10,
    expired,
  });
  deadline.begin('answering');
  jest.advanceTimersByTime(60_000);
  stop.abort();
  deadline.begin('writing what is pending');
  jest.advanceTimersByTime(14_999);
  expect(expired).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(expired).toHaveBeenCalledWith('writing what is pending');
});

it('also ends a start that hangs', () => {
  const expired = jest.fn();
  startShutdownDeadline({ stop: AbortSignal.abort(), drainSeconds: 5, seconds: 10, expired });
  jest.advanceTimersByTime(10_000);
  expect(expired).toHaveBeenCalledWith('starting');
});
