import { type AttributePath, attributePath } from './attribute-path';
import type { Diagnostic } from './diagnostic';

export interface DiagnosticText {
  /** One line, without a full stop. Terraform merges warnings of equal summary. */
  readonly summary: string;
  /** What is wrong and what to do; never a secret. */
  readonly detail: string;
  /** An attribute's name, or the path of something inside it. */
  readonly attribute?: AttributePath | string;
}

/** What handlers report besides their result. An error makes the operation fail at its end. */
export interface DiagnosticCollector {
  warning(text: DiagnosticText): void;
  error(text: DiagnosticText): void;
  readonly hasErrors: boolean;
}

export interface DiagnosticList extends DiagnosticCollector {
  readonly all: readonly Diagnostic[];
}

/**
 * Collects diagnostics; for tests of what reports them.
 *
 * @example
 * const diagnostics = createDiagnosticList();
 * readSettings(config, diagnostics);
 * expect(diagnostics.all).toEqual([]);
 */
export function createDiagnosticList(): DiagnosticList {
  const all: Diagnostic[] = [];
  return {
    all,
    warning: (text) => void all.push(toDiagnostic('warning', text)),
    error: (text) => void all.push(toDiagnostic('error', text)),
    get hasErrors() {
      return all.some(({ severity }) => severity === 'error');
    },
  };
}

/**
 * Thrown by a handler to fail with exactly this message.
 *
 * @example
 * throw new DiagnosticError({
 *   summary: `File ${name} exists`,
 *   detail: `Import it: terraform import files_file.<label> ${name}`,
 *   attribute: 'name',
 * });
 */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly text: DiagnosticText;

  constructor(text: DiagnosticText, options?: ErrorOptions) {
    super(`${text.summary}: ${text.detail}`, options);
    this.text = text;
  }
}

function toDiagnostic(severity: Diagnostic['severity'], text: DiagnosticText): Diagnostic {
  const { summary, detail, attribute } = text;
  if (attribute === undefined) return { severity, summary, detail };
  const path = typeof attribute === 'string' ? attributePath(attribute) : attribute;
  return { severity, summary, detail, attribute: path };
}

/** `expiry.every[0]`, for messages. */
export function formatPath(path: AttributePath): string {
  return path
    .map((step, index) => {
      if ('attribute' in step) return index === 0 ? step.attribute : `.${step.attribute}`;
      return 'elementKeyInt' in step
        ? `[${step.elementKeyInt}]`
        : `[${JSON.stringify(step.elementKeyString)}]`;
    })
    .join('');
}
