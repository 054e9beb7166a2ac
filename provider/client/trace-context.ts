import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment } from '../../http-client';

/** W3C Trace Context, version 00, and what later versions may append. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/**
 * The headers with which Keyplane's spans join the trace of this run. The trace is the one that `TRACEPARENT`
 * names. If a collector is set instead, it is a new one. The provider sends no spans of its own: the packages
 * for that would be larger than the provider, and each of its processes would have to wait for the collector.
 */
export function traceHeadersOf(
  environment: Environment,
  commandOf: () => string = runningCommand,
): Readonly<Record<string, string>> {
  const of = (name: string) => environment[name]?.trim() || undefined;
  if (of('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return {};
  const given = of('TRACEPARENT')?.toLowerCase();
  if (given !== undefined && TRACEPARENT.test(given)) {
    const state = of('TRACESTATE');
    return {
      traceparent: given,
      ...(state !== undefined && isHeader(state) && { tracestate: state }),
    };
  }
  if (!ENDPOINTS.some((name) => of(name) !== undefined)) return {};
  const digest = createHash('sha256').update(commandOf()).digest('hex');
  const traceId = digest.slice(0, 32);
  const flags = isSampled(traceId, of) ? '01' : '00';
  return { traceparent: `00-${traceId}-${digest.slice(32, 48)}-${flags}` };
}

/** The samplers of OpenTelemetry, for a trace that begins here. */
function isSampled(traceId: string, of: (name: string) => string | undefined): boolean {
  const sampler = of('OTEL_TRACES_SAMPLER') ?? '';
  if (sampler.endsWith('always_off')) return false;
  if (!sampler.endsWith('traceidratio')) return true;
  const share = Number(of('OTEL_TRACES_SAMPLER_ARG') ?? '1');
  return !(parseInt(traceId.slice(-8), 16) / 2 ** 32 >= share);
}

/**
 * The terraform command that started this process. One command starts several processes of the provider, for
 * example one for the plan and one for the apply, and all of them belong to one trace. Only Linux tells cheaply
 * when a process started. Elsewhere, each process has a trace of its own.
 */
function runningCommand(): string {
  try {
    const { ppid } = process;
    const stat = readFileSync(`/proc/${ppid}/stat`, 'latin1');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    // The name of the program, in parentheses, may contain anything. The start is the 22nd field.
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    if (startedAt !== undefined) return `${boot} ${ppid} ${startedAt}`;
  } catch {
    // Another system.
  }
  return randomBytes(16).toString('hex');
}

/** Node refuses a header with other characters, and every call would fail. */
function isHeader(text: string): boolean {
  return /^[\x20-\x7e]{1,512}$/.test(text);
}
