/** The name by which an operator knows a database: its URL without account and options. */
export function urlWithoutCredentials(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
