/** The rest of an opening: closes what is open already when `work` throws, so that a refused start holds no file. */
export function closeOnError<T>(open: { close(): unknown }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    open.close();
    throw error;
  }
}

/** The same for asynchronous work: closes what is open already when `work` rejects. */
export async function closeOnRejection<T>(
  open: { close(): void | Promise<void> } | null,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await open?.close();
    throw error;
  }
}
