import { invalidField } from '../domain/failure';
import { pointerStep } from '../lib/json-pointer';

const SPECIAL = '__proto__';

/**
 * Whether a JSON text can name a member `__proto__`, escaped or not. Most texts cannot, and then
 * their values need not be searched.
 */
export function mayNameSpecialMember(text: string): boolean {
  return text.includes(SPECIAL) || text.includes('\\u');
}

/**
 * Most code that copies an object treats a member `__proto__` as the prototype, and so drops it
 * silently. No schema has one, and no free-form object may have one.
 * @throws Failure `invalid_request`
 */
export function refuseSpecialMembers(value: unknown): void {
  const open: { readonly value: unknown; readonly pointer: string }[] = [{ value, pointer: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: parent, pointer } = next;
    if (typeof parent !== 'object' || parent === null) continue;
    if (Object.hasOwn(parent, SPECIAL)) {
      throw invalidField(
        `${pointer}/${SPECIAL}`,
        'unknown_field',
        `\`${SPECIAL}\` is not allowed as the name of a field. Use another name.`,
      );
    }
    for (const [name, child] of Object.entries(parent)) {
      if (typeof child !== 'object') continue;
      open.push({ value: child, pointer: `${pointer}/${pointerStep(name)}` });
    }
  }
}
