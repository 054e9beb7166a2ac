import { api, type Schemas } from '../../../api/client';
import { answerOf, ApiProblem, type Fault } from '../../../api/problem';

type CatalogRequest = Schemas['LoadCatalogRequest'];

/** @returns what is wrong with the text as JSON; `null` if nothing is */
export function jsonFault(text: string): string | null {
  if (text.trim() === '') return 'Paste a catalog, or choose a file.';
  try {
    const parsed: unknown = JSON.parse(text);
    const isCatalog = typeof parsed === 'object' && parsed !== null && 'services' in parsed;
    return isCatalog ? null : 'A catalog is a JSON object with the field "services".';
  } catch {
    return 'This text is not JSON. A comma or a quotation mark may be missing.';
  }
}

export const loadCatalog = (text: string, allowLosses: boolean) =>
  answerOf(
    api.PUT('/v1/catalog', {
      params: { query: { allow_losses: allowLosses ? 'true' : 'false' } },
      body: JSON.parse(text) as CatalogRequest,
    }),
  );

/** The service keys that would lose something, one in each line; `null` if the refusal is another one. */
export function affectedKeysIn(error: unknown): string | null {
  if (!(error instanceof ApiProblem) || error.code !== 'services_in_use') return null;
  return error.message
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim())
    .join('\n');
}

const MOST_SHOWN = 5;

/** The refusal of a catalog with the place of each fault in its text, as a problem of the field. */
export function placedFaults(error: unknown): unknown {
  if (!(error instanceof ApiProblem) || error.faults.length === 0) return error;
  const { message, code, status, faults } = error;
  const lines = faults.slice(0, MOST_SHOWN).map(lineOf);
  const more = faults.length > MOST_SHOWN ? [`and ${faults.length - MOST_SHOWN} more`] : [];
  return new ApiProblem(message, code, status, { catalog: [...lines, ...more].join('\n') });
}

/** A message that begins with the name of a field names the place already. */
const lineOf = ({ pointer, message }: Fault) =>
  message.startsWith('`') ? message : `${pointer}: ${message}`;

export const catalogText = (services: readonly Schemas['Service'][]): string =>
  `${JSON.stringify({ services }, null, 2)}\n`;
