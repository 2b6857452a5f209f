import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { codeBlocks, PAGES_RUN } from '../e2e/page-blocks.js';
