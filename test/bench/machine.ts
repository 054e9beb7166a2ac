import { cpus, release, totalmem, type } from 'node:os';

/** What the figures depend on. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model ?? 'CPU'}, ${memory} GB, ${type()} ${release()}, Node ${process.version}`;
}
