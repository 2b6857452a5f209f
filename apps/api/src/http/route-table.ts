import type { FastifyInstance } from 'fastify';

interface KnownRoute {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
}

const tables = new WeakMap<object, KnownRoute[]>();

/** Keeps note of every route of `server` as it is declared: what a wrong method is answered from. */
export function keepRouteTable(server: FastifyInstance): void {
  const table: KnownRoute[] = [];
  tables.set(server.server, table);
  server.addHook('onRoute', ({ method, url }) => {
    table.push({ methods: [method].flat(), pattern: patternOf(url) });
  });
}

/** The methods that some route answers to at `path`; none when nothing lies there. */
export function methodsAt(server: FastifyInstance, path: string): readonly string[] {
  const table = tables.get(server.server) ?? [];
  const methods = table.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
  return [...new Set(methods)].sort();
}

/** `/missions/:id/hours` as an expression; `*` stands for any ending. */
function patternOf(url: string): RegExp {
  const expression = url
    .split('/')
    .map((segment) => (segment === '*' ? '.*' : segment.startsWith(':') ? '[^/]+' : escape(segment)))
    .join('/');
  return new RegExp(`^${expression}$`);
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
