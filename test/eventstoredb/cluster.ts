import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** A secure cluster of three nodes, as the tests control it. */
export interface Cluster {
  readonly url: string;
  /** The leader that most of the nodes know. */
  readonly leader: () => Promise<string>;
  /** Waits for a leader other than this one. */
  readonly leaderAfter: (node: string) => Promise<string>;
  /** Waits until every node is alive and follows one leader, starting what has ended. */
  readonly whole: () => Promise<void>;
  /** Runs the given command on a node. */
  readonly have: (verb: 'kill' | 'start' | 'freeze' | 'thaw', node: string) => Promise<void>;
  /** Sets how much the nodes prefer a node as their leader; all begin with 0. */
  readonly setPriority: (node: string, priority: number) => Promise<void>;
  /** Makes a leader resign without ending. */
  readonly resign: (node: string) => Promise<void>;
  /** Starts it anew with empty folders. */
  readonly empty: () => Promise<void>;
}

interface Member {
  readonly state: string;
  readonly isAlive: boolean;
  readonly httpEndPointIp: string;
  readonly httpEndPointPort: number;
}

const LONGEST_MS = 60_000;

const isWell = ({ state, isAlive }: Member) => isAlive && /^(Leader|Follower)$/.test(state);

/**
 * @param url as `EVENT_STORE_URL`, with every node, credentials and `tlsCAFile`
 * @param command a shell command that is given what to do and to which node: `kill`, `start`, `freeze` or `thaw` and
 *   `HOST:PORT`, or `empty` alone; it returns once that is done, and starts nothing twice
 */
export function clusterAt(url: string, command: string): Cluster {
  const [, credentials = '', hosts = '', query = ''] = /^\S+:\/\/(?:([^@]*)@)?([^?]*)\??(.*)$/.exec(url) ?? [];
  const nodes = hosts.replace(/\/$/, '').split(',');
  const ca = readFileSync(new URLSearchParams(query).get('tlsCAFile') ?? '');

  async function run(...args: readonly string[]): Promise<void> {
    const [code] = (await once(spawn('bash', ['-c', [command, ...args].join(' ')], { stdio: 'ignore' }), 'exit')) as [
      number | null,
    ];
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  }

  /** The members that a node knows; none when it does not answer. */
  async function gossip(node: string): Promise<readonly Member[]> {
    try {
      const asking = get(`https://${node}/gossip`, { ca, timeout: 500 });
      asking.on('timeout', () => void asking.destroy());
      const [answer] = (await once(asking, 'response')) as [IncomingMessage];
      const text = (await answer.setEncoding('utf8').toArray()).join('');
      return (JSON.parse(text) as { members: readonly Member[] }).members;
    } catch {
      return [];
    }
  }

  const nameOf = ({ httpEndPointIp, httpEndPointPort }: Member) => `${httpEndPointIp}:${httpEndPointPort}`;

  /** The leaders that the nodes know, one for each node that knows of one. */
  async function leaders(): Promise<readonly string[]> {
    const known = await Promise.all(nodes.map(gossip));
    return known.flatMap((members) => {
      const leading = members.filter(({ state, isAlive }) => isAlive && state === 'Leader');
      return leading.length === 1 ? leading.map(nameOf) : [];
    });
  }

  async function untilLeader(is: (node: string) => boolean): Promise<string> {
    const until = Date.now() + LONGEST_MS;
    while (Date.now() < until) {
      const known = await leaders();
      const one = known.find((node) => is(node) && known.filter((other) => other === node).length * 2 > nodes.length);
      if (one) return one;
      await sleep(100);
    }
    throw new Error(`the cluster has found no such leader: its nodes know ${(await leaders()).join(', ') || 'none'}`);
  }

  async function post(node: string, path: string): Promise<void> {
    const asking = request(`https://${node}${path}`, { method: 'POST', ca, auth: credentials }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    if (answer.statusCode !== 200) throw new Error(`${node}${path} answered ${answer.statusCode}`);
  }

  return {
    url,
    leader: () => untilLeader(() => true),
    leaderAfter: (before) => untilLeader((node) => node !== before),
    async whole() {
      const until = Date.now() + LONGEST_MS;
      while (Date.now() < until) {
        const known = await Promise.all(nodes.map(gossip));
        if (known.every((members) => members.filter(isWell).length === nodes.length)) return;
        // A node that has ended is started again. A leader that was overtaken ends by itself.
        const ended = nodes.filter((_, index) => known[index]?.length === 0);
        for (const node of ended) await run('start', node);
        await sleep(500);
      }
      throw new Error('the cluster does not become whole');
    },
    have: (verb, node) => run(verb, node),
    setPriority: (node, priority) => post(node, `/admin/node/priority/${priority}`),
    resign: (node) => post(node, '/admin/node/resign'),
    empty: () => run('empty'),
  };
}
