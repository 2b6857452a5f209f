/** The rest of an opening: closes what is open already when `work` throws, so that a refused start holds no file. */
export function closeOnError<T>(open: { close(): unknown }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    open.close();
    throw error;
  }
}
