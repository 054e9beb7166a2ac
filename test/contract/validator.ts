import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { DOCUMENT, type Json } from './document';

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
addFormats(ajv);
// References in schemas may point anywhere in the document.
ajv.addSchema({ ...DOCUMENT, $id: 'keyplane:document' });

const compiled = new Map<string, ValidateFunction>();

function validatorOf(schema: Json): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const absolute = JSON.parse(text.replaceAll('"#/', '"keyplane:document#/')) as object;
  const validate = ajv.compile(absolute);
  compiled.set(text, validate);
  return validate;
}

export function isValid(schema: Json, value: unknown): boolean {
  return validatorOf(schema)(value) === true;
}

/** Why the value does not fit. Undefined if it does. */
export function mismatch(schema: Json, value: unknown): string | undefined {
  const validate = validatorOf(schema);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath ?? ''} ${first?.message ?? ''} (${first?.schemaPath ?? ''})`;
}
