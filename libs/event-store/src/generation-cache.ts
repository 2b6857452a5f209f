/** About a megabyte of stream heads in each generation. */
const GENERATION_SIZE = 4_096;

/**
 * A bounded cache that keeps two generations of entries. When the young one is full it becomes the old one, and the old one
 * is dropped, so the entries written last stay.
 */
export class GenerationCache<Key, Value> {
  private young = new Map<Key, Value>();
  private old = new Map<Key, Value>();

  /** @param size of a generation: the cache holds fewer than twice as many entries */
  constructor(private readonly size = GENERATION_SIZE) {}

  get(key: Key): Value | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: Key, value: Value): void {
    this.young.set(key, value);
    if (this.young.size < this.size) return;
    this.old = this.young;
    this.young = new Map();
  }

  delete(key: Key): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }
}
