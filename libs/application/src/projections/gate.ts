/** A gate in a path: while it is shut for someone's work, those who come by wait. */
export class Gate {
  private shut: Promise<unknown> | null = null;

  async pass(): Promise<void> {
    while (this.shut) await this.shut;
  }

  /** Runs `work` while nobody passes; only one may shut it at a time. */
  async whileShut<T>(work: () => Promise<T>): Promise<T> {
    const working = work();
    const over = working.then(
      () => undefined,
      () => undefined,
    );
    this.shut = over;
    try {
      return await working;
    } finally {
      this.shut = null;
    }
  }
}
