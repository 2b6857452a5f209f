import { checkFields } from '@jalon/kernel';
import { attributionFields, type Attribution, type AttributionField } from '../events.js';

/** A code of the attribution as text; null when it is unknown. */
export function attributionText(attribution: Attribution, field: AttributionField): string | null {
  const value = attribution[field];
  return value === null ? null : String(value);
}

/** The attribution with one code replaced, given as text; null when that code cannot hold it. */
export function attributionWith(
  attribution: Attribution,
  field: AttributionField,
  text: string | null,
): Attribution | null {
  const value = field === 'sdg' && text !== null ? wholeNumber(text) : text;
  const fits = checkFields({ [field]: attributionFields[field] }, { [field]: value }).length === 0;
  return fits ? { ...attribution, [field]: value } : null;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
