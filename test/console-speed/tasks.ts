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

/** Milliseconds of the processor, on the main thread of the page. */
export interface Work {
  /** No frame is drawn during a task. */
  readonly longestTask: number;
  readonly total: number;
}

/**
 * Does something, and measures the tasks of the page meanwhile. It counts the time of the processor, because
 * other programs on the machine hold up tasks too.
 */
export async function workOf(
  browser: Browser,
  page: Page,
  act: () => Promise<unknown>,
): Promise<Work> {
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
  const millis = traceEvents
    .filter((event) => event.name === 'RunTask' && threads.has(place(event)))
    .map(({ tdur = 0 }) => tdur / 1000);
  if (millis.length === 0) throw new Error('The trace has no tasks of the main thread.');
  return {
    longestTask: Math.round(Math.max(...millis)),
    total: Math.round(millis.reduce((sum, one) => sum + one, 0)),
  };
}

const place = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
