import { type AttributePath, attributePath } from './attribute-path';
import type { Diagnostic } from './diagnostic';

/** The text of a warning or an error. */
export interface DiagnosticText {
  /** One line, without a full stop. Terraform merges warnings with the same summary. */
  readonly summary: string;
  /** What is wrong and what to do. It must not contain a secret. */
  readonly detail: string;
  /** The name of an attribute, or the path of a part of it. */
  readonly attribute?: AttributePath | string;
}

/**
 * What handlers report besides their result. An operation with an error fails when its handler is
 * done.
 */
export interface DiagnosticCollector {
  /** Reports a warning. */
  warning(text: DiagnosticText): void;
  /** Reports an error. The handler continues, and the operation fails when it is done. */
  error(text: DiagnosticText): void;
  /** Whether an error was reported. */
  readonly hasErrors: boolean;
}

/** Collects diagnostics, so that a test can read them. */
export interface DiagnosticList extends DiagnosticCollector {
  /** All diagnostics so far, oldest first. */
  readonly all: readonly Diagnostic[];
}

/**
 * Collects diagnostics, for tests of code that reports them.
 *
 * @example
 * const diagnostics = createDiagnosticList();
 * diagnostics.error({ summary: 'Folder missing', detail: 'Create it first.', attribute: 'folder' });
 * expect(diagnostics.hasErrors).toBe(true);
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
 * Thrown by a handler to fail with exactly this text.
 *
 * @example
 * throw new DiagnosticError({
 *   summary: 'File notes.txt exists',
 *   detail: 'Import it: terraform import files_file.<label> notes.txt',
 *   attribute: 'name',
 * });
 */
export class DiagnosticError extends Error {
  /** The name of the error class. */
  override readonly name = 'DiagnosticError';
  /** The text that Terraform shows. */
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
