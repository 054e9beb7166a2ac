import path from 'node:path';
import { App, LocalBackend } from 'cdktf';
import { EditedPlatformKeysStack } from './edited-stack';
import { PlatformKeysStack } from './stack';

export interface SynthesizeOptions {
  /** The output folder. By default, `cdktf.out`, or what the cdktf command line says. */
  readonly outdir?: string;
  /** Whether to write the stack as it is a month later. */
  readonly edited?: boolean;
  /** Where Terraform keeps the state. By default, in the current folder. */
  readonly stateFile?: string;
}

/** Writes the Terraform configuration; returns the folder to run `terraform` in. */
export function synthesize({ outdir, edited = false, stateFile }: SynthesizeOptions = {}): string {
  const app = new App({ ...(outdir !== undefined && { outdir }) });
  const Stack = edited ? EditedPlatformKeysStack : PlatformKeysStack;
  const stack = new Stack(app, 'platform-keys');
  if (stateFile !== undefined) new LocalBackend(stack, { path: stateFile });
  app.synth();
  return path.resolve(app.outdir, 'stacks', stack.node.id);
}
