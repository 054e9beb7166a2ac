import type { AttributePath } from './attribute-path';

/** A warning or an error, as Terraform shows it. */
export interface Diagnostic {
  /** An error makes the operation fail; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** What happened, in one line without a full stop. */
  readonly summary: string;
  /** What is wrong, why, and what to do. */
  readonly detail: string;
  /** The attribute whose line in the configuration Terraform shows. */
  readonly attribute?: AttributePath;
}
