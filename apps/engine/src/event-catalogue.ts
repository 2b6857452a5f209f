import type { EventDefinition, Field, Fields } from '@jalon/kernel';
import { paragraph, table } from './markdown.js';

/** The page of the events (docs/events.md): a section per category, a table per event, all from the definitions. */
export function eventCatalogue(definitions: readonly EventDefinition[]): string {
  const categories = [...new Set(definitions.flatMap(({ categories: [first] }) => first ?? []))];
  const sections = categories.map((category) => {
    const own = definitions.filter((definition) => definition.categories[0] === category);
    return [`## Streams \`${category}-<tenant>.<id>\``, ...own.map(eventSection)].join('\n\n');
  });
  return [HEADING, ...sections].join('\n\n') + '\n';
}

const HEADING = `# The events

This page lists every event that Jalon stores: its fields, their units and meanings, and what is encrypted.

\`npm run docs\` writes it from the definitions in \`libs/*/src/**/*.events.ts\`; a test fails when the page is behind the
code.

- The meaning of a stored event never changes.
- Amounts are whole numbers in the unit named. Dates are civil dates in the mission's time zone.
- A sealed field is encrypted under a key of its subject. Once that key is destroyed, the field is empty everywhere.

| Visibility | Who may read the event |
|---|---|
| \`directory\` | Everyone of the tenant |
| \`mission\` | The mission's parties and, unless it is in personal time, the company and its auditors |
| \`refusal\` | As \`mission\`; but only the party that refused sees that it did, and why |
| \`evaluation\` | As \`mission\`; but only its author, until all have evaluated or the deadline has passed |
| \`company\` | HR, administrators and auditors |
| \`operations\` | Administrators and auditors |`;

function eventSection({ type, version, meaning, visibility, fields, categories }: EventDefinition): string {
  const also = categories.length > 1 ? ` Also in streams of: ${categories.slice(1).join(', ')}.` : '';
  const rows = fieldRows(fields);
  return [
    `### ${type}, version ${version}`,
    paragraph(meaning),
    `Visibility: \`${visibility}\`.${also}`,
    rows.length === 0 ? 'No fields.' : table(['Field', 'Type and unit', 'Meaning', 'Sealed'], rows),
  ].join('\n\n');
}

function fieldRows(fields: Fields, prefix = ''): readonly (readonly string[])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = prefix + name;
    const nested = nestedFields(field);
    return [fieldRow(path, field), ...(nested ? fieldRows(nested.fields, path + nested.joint) : [])];
  });
}

function nestedFields({ shape }: Field): { readonly fields: Fields; readonly joint: string } | null {
  if (shape.kind === 'object') return { fields: shape.fields, joint: '.' };
  if (shape.kind === 'list' && shape.of.shape.kind === 'object') return { fields: shape.of.shape.fields, joint: '[].' };
  return null;
}

function fieldRow(path: string, field: Field): readonly string[] {
  const absent = [...(field.nullable ? ['or null'] : []), ...(field.optional ? ['may be left out'] : [])];
  const type = [typeOf(field), ...absent].join(', ');
  const sealed = field.shape.kind === 'personal' ? `${field.shape.subject} (${field.shape.purpose})` : '';
  return [`\`${path}\``, type, field.meaning, sealed];
}

function typeOf({ shape }: Field): string {
  switch (shape.kind) {
    case 'code':
      return shape.values.map((value) => `\`${value}\``).join(' ');
    case 'text':
      return `text, ${shape.maxLength} characters at most`;
    case 'integer':
      return `integer, ${shape.unit}`;
    case 'list':
      return shape.of.shape.kind === 'object' ? `list, ${shape.maxItems} at most` : `list of ${typeOf(shape.of)}`;
    case 'object':
      return 'object';
    case 'personal':
      return typeOf(shape.of);
    case 'date':
      return 'civil date';
    case 'time':
      return 'time of day, `HH:MM`';
    case 'text-code':
      return 'short code';
    case 'uuid':
    case 'month':
    case 'instant':
    case 'zone':
    case 'stream':
    case 'boolean':
      return shape.kind;
  }
}
