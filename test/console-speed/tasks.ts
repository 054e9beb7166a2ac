import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const MAIN_THREAD = 'CrRendererMain';
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'];

/**
 * Does something, and finds the longest task of the page's main thread meanwhile: no frame is drawn during
 * a task. It counts the time of the processor, because other programs on the machine hold up tasks too.
 * @returns milliseconds
 */
export async function longestTask(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<number> {
  await browser.startTracing(page, { categories: CATEGORIES });
  let trace: Buffer;
  try {
    await act();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === MAIN_THREAD)
      .map(place),
  );
  const tasks = traceEvents.filter(
    (event) => /RunTask$/.test(event.name) && threads.has(place(event)),
  );
  if (tasks.length === 0) throw new Error('The trace has no tasks of the main thread.');
  return Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000);
}

const place = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
