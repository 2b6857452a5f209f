import { date, defineEvent, text, type EventDefinition } from '@jalon/kernel';
import { createEventRegistry } from './event-registry.js';
import { UnknownEvent } from '@jalon/ports';

const define = (type: string, change: Partial<EventDefinition> = {}): EventDefinition => ({
  ...defineEvent({
    type,
    version: 1,
    categories: ['need'],
    meaning: 'Something happened.',
    visibility: 'directory',
    fields: { on: date('When.') },
  }),
  ...change,
});

describe('the registry of events', () => {
  it('accepts a definition that several libs list', () => {
    const shared = define('Shared');
    const { definitions } = createEventRegistry([shared, define('Own'), shared]);
    expect(definitions.map(({ type }) => type)).toEqual(['Shared', 'Own']);
  });

  it('refuses two different definitions of one type', () => {
    expect(() => createEventRegistry([define('Same'), define('Same', { fields: { why: text(9, 'Why.') } })])).toThrow(
      'two different events are called Same',
    );
  });

  it('refuses a definition that lacks an upcast of an older version', () => {
    const upcasts = { 1: () => ({}) };
    expect(() => createEventRegistry([define('Grown', { version: 3, upcasts })])).toThrow('Grown.v2 cannot be read');
    expect(() => createEventRegistry([define('Grown', { version: 2, upcasts })])).not.toThrow();
  });

  it('throws UnknownEvent for any other type', () => {
    expect(() => createEventRegistry([define('Known')]).definitionOf('toString')).toThrow(UnknownEvent);
  });
});
