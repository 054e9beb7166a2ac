import { errorTypeOf } from '../../api/tracing/error-type';
import { NO_TRACING, type Span, type Tracing } from '../../api/tracing/tracing';

export interface RecordedSpan {
  readonly name: string;
  readonly kind: string | undefined;
  readonly attributes: Record<string, unknown>;
  readonly isAlone: boolean;
}

/** Traces that stay in memory, for code that is tested without a collector. */
export function recordSpans(): { readonly tracing: Tracing; readonly spans: RecordedSpan[] } {
  const spans: RecordedSpan[] = [];

  function spanOf(attributes: Record<string, unknown>): Span {
    return {
      traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
      rename() {},
      set: (more) => void Object.assign(attributes, more),
      failed: (error) => void (attributes['error.type'] = errorTypeOf(error)),
      end() {},
    };
  }

  const tracing: Tracing = {
    ...NO_TRACING,
    isOn: true,
    async within(name, { kind, attributes: given }, work) {
      const attributes = { ...given };
      spans.push({ name, kind, attributes, isAlone: false });
      const span = spanOf(attributes);
      try {
        return await work(span);
      } catch (error) {
        span.failed(error);
        throw error;
      }
    },
    alone(name, work) {
      spans.push({ name, kind: undefined, attributes: {}, isAlone: true });
      return work();
    },
  };
  return { tracing, spans };
}
