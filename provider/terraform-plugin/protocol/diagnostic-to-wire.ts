import type { AttributePath } from '../framework/attribute-path';
import type { Diagnostic } from '../framework/diagnostic';
import type { WriteMessage } from './message-descriptor';
import type { attributePath, diagnostic } from './tfplugin6-messages';
import { Severity } from './tfplugin6-messages';

export function diagnosticsToWire(
  diagnostics: readonly Diagnostic[],
): readonly WriteMessage<typeof diagnostic>[] {
  return diagnostics.map(({ severity, summary, detail, attribute }) => ({
    severity: Severity[severity],
    summary,
    detail,
    attribute: attribute && attributePathToWire(attribute),
  }));
}

export function attributePathToWire(path: AttributePath): WriteMessage<typeof attributePath> {
  return {
    steps: path.map((step) => ('attribute' in step ? { attributeName: step.attribute } : step)),
  };
}
