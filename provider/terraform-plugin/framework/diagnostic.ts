import type { AttributePath } from './attribute-path';

/** What Terraform shows the user. The summary is one line; the detail says what to do. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** The attribute whose source line Terraform points at. */
  readonly attribute?: AttributePath;
}
