import { openEngine, readConfig } from '@jalon/engine';
import { environmentOf, type Folders } from './service.js';

/** A stored event: its body byte for byte, and its hash. */
export type StoredBytes = readonly [body: string, hash: string];

/** Every stored event in its order, wherever the events lie. */
export async function storedBytes(folders: Folders): Promise<readonly StoredBytes[]> {
  const engine = await openEngine(readConfig(environmentOf(folders)), { project: false });
  try {
    const bytes: StoredBytes[] = [];
    for await (const page of engine.stores.events.readAll(null)) {
      bytes.push(...page.map(({ body, hash }) => [body, hash] as const));
    }
    return bytes;
  } finally {
    await engine.close();
  }
}
