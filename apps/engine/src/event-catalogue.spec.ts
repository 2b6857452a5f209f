import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventCatalogue } from './event-catalogue.js';
import { events } from './events.js';

describe('the catalogue of events', () => {
  it('is written down as the definitions have it: npm run docs', () => {
    const written = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');
    expect(written).toBe(eventCatalogue(events));
  });

  it('holds every event, with what is personal in it', () => {
    const catalogue = eventCatalogue(events);
    for (const { type } of events) expect(catalogue).toContain(`### ${type}, version`);
    expect(catalogue).toContain('| `givenName` | text, 100 characters at most | Given name. | stream (identity) |');
  });
});
