import { randomUUID } from 'node:crypto';
import { commandIdOf } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import type { Answer, Client } from '../e2e/client.js';
import { dayFromToday, proposal, type Parties } from '../e2e/parties.js';

/** A command under a key of its own. */
interface Command {
  readonly by: keyof Speakers;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly commandId: Uuid;
  /** How often it was sent and not answered. */
  readonly inDoubt: number;
}

/** A command with the answer that it got in the end. */
export interface Sent extends Command {
  readonly answer: Answer;
}

/** Clients of the service as it runs now. */
export type Speakers = Pick<Parties, 'hr' | 'employee' | 'charity' | 'manager'>;

type Wish = Pick<Command, 'by' | 'path' | 'body'>;

/** A client that sends its commands one after the other, even while the service is killed. */
export interface LoadClient {
  readonly sent: readonly Sent[];
  /** Sends until the service goes away, beginning with the commands whose outcome is unknown. */
  sendWhileItRuns(speakers: Speakers): Promise<void>;
  /** Sends only the commands whose outcome is unknown. */
  settle(speakers: Speakers): Promise<void>;
}

class ServiceGone extends Error {
  override readonly name = 'ServiceGone';
}

/** A client that gives time to a mission, registers people, and confirms missions that claim the place of a need. */
export function loadClient(parties: Parties, mission: Uuid): LoadClient {
  const sent: Sent[] = [];
  const wishes = everyWish(parties, mission);
  let unanswered: Command | null = null;

  async function settle(speakers: Speakers): Promise<void> {
    if (unanswered) await send(unanswered, speakers);
  }

  async function send(command: Command, speakers: Speakers): Promise<void> {
    const { by, path, body, key } = command;
    try {
      sent.push({ ...command, answer: await speakers[by].post(path, body, { 'idempotency-key': key }) });
      unanswered = null;
    } catch (cause) {
      // The connection broke: nobody knows what the service had done by then.
      unanswered = { ...command, inDoubt: command.inDoubt + 1 };
      throw new ServiceGone('the connection broke', { cause });
    }
  }

  return {
    sent,
    settle,
    async sendWhileItRuns(speakers) {
      try {
        await settle(speakers);
        for (;;) await send(newCommand(wishes.next().value, speakers), speakers);
      } catch (error) {
        if (!(error instanceof ServiceGone)) throw error;
      }
    },
  };
}

function newCommand(wish: Wish, speakers: Speakers): Command {
  const key = randomUUID();
  const { tenant, person }: Client = speakers[wish.by];
  const commandId = commandIdOf({ tenant, person, method: 'POST', path: wish.path }, key);
  return { ...wish, key, commandId, inDoubt: 0 };
}

function* everyWish(parties: Parties, mission: Uuid): Generator<Wish, never> {
  for (let day = 0; ; day = (day + 1) % 30) {
    yield* hoursGiven(mission, day);
    yield { by: 'hr', path: '/v1/people', body: { givenName: 'Ada', familyName: 'Roux', employer: parties.employer } };
    yield* placeClaimed(parties);
  }
}

function* hoursGiven(mission: Uuid, day: number): Generator<Wish> {
  const hours = `/v1/missions/${mission}/hours`;
  const [entryId, date] = [randomUUID(), dayFromToday(-day)];
  yield { by: 'employee', path: hours, body: { entryId, date, unit: 'minutes', minutes: 1, comment: 'Le matin.' } };
  yield { by: 'charity', path: `${hours}/${entryId}/approval`, body: {} };
}

function* placeClaimed(parties: Parties): Generator<Wish> {
  const [need, id] = [randomUUID(), randomUUID()];
  const acceptances = `/v1/missions/${id}/acceptances`;
  yield {
    by: 'charity',
    path: '/v1/needs',
    body: { id: need, organisation: parties.organisation, title: 'Site', places: 1 },
  };
  yield { by: 'hr', path: '/v1/missions', body: { ...proposal(parties), id, need } };
  for (const by of ['employee', 'charity', 'manager'] as const) yield { by, path: acceptances, body: {} };
}
