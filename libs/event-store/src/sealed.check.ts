import { isSealed, type JsonObject, type SealedBox, type Uuid } from '@jalon/kernel';

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const KEY_ID = /^[A-Za-z0-9_.:-]{1,200}$/;

/** The name of the first sealed field that was sealed for another place, or null. Personal fields are top-level. */
export function misplacedBox(id: Uuid, data: JsonObject): string | null {
  for (const name in data) {
    const value: unknown = data[name];
    if (isSealed(value) && value.sealed.at !== `${id}#${name}`) return name;
  }
  return null;
}

/** The name of the first sealed field that is no whole box, or null. */
export function brokenBox(data: JsonObject): string | null {
  for (const name in data) {
    const value: unknown = data[name];
    if (isSealed(value) && !isWholeBox(value)) return name;
  }
  return null;
}

/** Whether a sealed field holds a box and nothing beside it: what a box does not cover must not travel with it. */
function isWholeBox(value: object & { readonly sealed: SealedBox }): boolean {
  const { sealed } = value;
  return (
    Object.keys(value).length === 1 &&
    Object.keys(sealed).length === 5 &&
    KEY_ID.test(sealed.kid) &&
    BASE64URL.test(sealed.nonce) &&
    BASE64URL.test(sealed.box) &&
    BASE64URL.test(sealed.commitment)
  );
}
