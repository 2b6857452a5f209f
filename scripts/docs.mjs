// node scripts/docs.mjs: writes the generated pages. Tests fail while a page is behind the code.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from './ensure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await ensure({ quiet: true });
const { accessCatalogue, eventCatalogue, events, ruleCatalogue, viewCatalogue } = await import(
  join(root, 'dist/apps/engine/src/index.js')
);
const { projections } = await import(join(root, 'dist/libs/read-models/src/index.js'));
const { RULE_SETS } = await import(join(root, 'dist/libs/rules/src/index.js'));
const { policies } = await import(join(root, 'dist/libs/access/src/index.js'));
writeFileSync(join(root, 'docs/access.md'), accessCatalogue(policies));
writeFileSync(join(root, 'docs/events.md'), eventCatalogue(events));
writeFileSync(join(root, 'docs/rules.md'), ruleCatalogue(RULE_SETS));
writeFileSync(join(root, 'docs/views.md'), viewCatalogue(projections));
const openapi = execFileSync(process.execPath, [join(root, 'dist/apps/api/src/print-openapi.js')]);
writeFileSync(join(root, 'docs/openapi.json'), openapi);
