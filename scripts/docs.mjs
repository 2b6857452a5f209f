// node scripts/docs.mjs: writes the pages that are derived from the code. Specifications fail while they are behind it.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from './ensure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await ensure({ quiet: true });
const { eventCatalogue, events } = await import(join(root, 'dist/apps/engine/src/index.js'));
writeFileSync(join(root, 'docs/events.md'), eventCatalogue(events));
