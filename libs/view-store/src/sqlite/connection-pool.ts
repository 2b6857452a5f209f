import type { Database } from '../database.js';

/**
 * A few connections for reading. Each snapshot has one to itself: on a shared one, a long report would make every other
 * reading wait until its transaction ends.
 */
export class ConnectionPool {
  private readonly idle: Database[] = [];
  private readonly waiting: ((connection: Database) => void)[] = [];
  private opened = 0;

  constructor(
    private readonly open: () => Database,
    private readonly most: number,
  ) {}

  async use<T>(work: (connection: Database) => Promise<T>): Promise<T> {
    const connection = await this.take();
    try {
      return await work(connection);
    } finally {
      this.giveBack(connection);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((connection) => connection.destroy()));
  }

  /** To be given back, whatever becomes of the work. */
  async take(): Promise<Database> {
    const free = this.idle.pop();
    if (free) return free;
    if (this.opened < this.most) {
      const connection = this.open();
      // Counted once it is there: one that cannot be opened keeps no place.
      this.opened += 1;
      return connection;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  giveBack(connection: Database): void {
    const next = this.waiting.shift();
    if (next) next(connection);
    else this.idle.push(connection);
  }
}
