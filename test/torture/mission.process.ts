import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CommandRefused, type Outcome } from '@jalon/application';
import { RegisterPerson } from '@jalon/directory';
import { openEngine, readConfig } from '@jalon/engine';
import { sharedPortsOf } from './folder.fixture.js';
import { callerOf, OFFICER, openWorker, contextOf, type SharedPorts } from './worker.js';
import type { Answer, SelfSignal, Task } from './mission.tasks.js';
import type { Script } from './scripted.event-store.js';

/**
 * A child process on a folder. It reads tasks as lines of JSON, does them concurrently and writes each answer. It sends
 * itself the signals that they name, and announces each first.
 */

/** Writes at once, without a buffer, so that nothing is lost to a SIGKILL. */
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

/** A signal to oneself has arrived when this returns. */
function signalSelf({ signal }: SelfSignal, id: number): void {
  say({ id, signalling: signal });
  process.kill(process.pid, signal);
}

const scriptOf =
  (id: number, self: SelfSignal | undefined): Script =>
  ({ index, when }) => {
    if (!self || self.at === 'answered') return undefined;
    if (self.at.index === index && self.at.when === when) signalSelf(self, id);
    return undefined;
  };

async function answerTo(ports: SharedPorts, id: number, task: Task): Promise<Answer> {
  const worker = openWorker(ports, scriptOf(id, task.self));
  if (task.do === 'sweep') {
    const { kept, gone, failed } = await worker.sweeper.sweep();
    return { swept: { kept, gone, failed: failed.length } };
  }
  try {
    return { accepted: await given(worker, task) };
  } catch (error) {
    if (error instanceof CommandRefused) return { refused: error.rejection.code };
    return { failed: String(error) };
  }
}

function given(worker: ReturnType<typeof openWorker>, task: Exclude<Task, { do: 'sweep' }>): Promise<Outcome> {
  if (task.do === 'accept') return worker.accept(task.mission, task);
  const person = Object.assign(new RegisterPerson(), { givenName: 'Ada', familyName: 'Roux' });
  return worker.handler.handle(person, contextOf(callerOf(OFFICER, 'admin'), null, task.key));
}

async function serve(): Promise<void> {
  const engine = await openEngine(readConfig(process.env), { project: false });
  const ports = sharedPortsOf(engine);
  const working: Promise<void>[] = [];
  say({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, task } = JSON.parse(line) as { id: number; task: Task };
    const work = answerTo(ports, id, task).then((answer) => {
      say({ id, answer });
      if (task.self?.at === 'answered') signalSelf(task.self, id);
    });
    working.push(work);
  }
  await Promise.all(working);
  await engine.close();
}

void serve();
