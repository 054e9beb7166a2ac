import path from 'node:path';
import { App, HttpBackend, LocalBackend } from 'cdktf';
import { CiStack, type CiStackProps } from './stack';

export interface SynthesizeOptions extends CiStackProps {
  /** The output folder. By default, `cdktf.out`, or what the cdktf command line says. */
  readonly outdir?: string;
  /** Where Terraform keeps the state. By default, in the current folder. */
  readonly stateFile?: string;
  /** Where Terraform's HTTP backend keeps the state. If empty, Terraform uses another backend. */
  readonly stateAddress?: string | undefined;
}

/** Writes the Terraform configuration; returns the folder to run `terraform` in. */
export function synthesize(options: SynthesizeOptions): string {
  const { outdir, stateFile, stateAddress = '', ...repository } = options;
  const app = new App({ ...(outdir !== undefined && { outdir }) });
  const stack = new CiStack(app, 'ci', repository);
  if (stateFile !== undefined) new LocalBackend(stack, { path: stateFile });
  if (stateAddress !== '') new HttpBackend(stack, { address: stateAddress });
  app.synth();
  return path.resolve(app.outdir, 'stacks', stack.node.id);
}
