import path from 'node:path';
import { App, LocalBackend } from 'cdktf';
import { ServiceKeysStack, type ServiceKeysStackProps } from './stack';

export interface SynthesizeOptions extends ServiceKeysStackProps {
  /** The output folder. By default, `cdktf.out`, or what the cdktf command line says. */
  readonly outdir?: string;
  /** Where Terraform keeps the state. By default, in the current folder. */
  readonly stateFile?: string;
}

/** Writes the Terraform configuration; returns the folder to run `terraform` in. */
export function synthesize({ outdir, stateFile, ...props }: SynthesizeOptions): string {
  const app = new App({ ...(outdir !== undefined && { outdir }) });
  const stack = new ServiceKeysStack(app, 'service-keys', props);
  if (stateFile !== undefined) new LocalBackend(stack, { path: stateFile });
  app.synth();
  return path.resolve(app.outdir, 'stacks', stack.node.id);
}
