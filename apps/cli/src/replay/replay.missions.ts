import { join } from 'node:path';
import type { ViewStore } from '@jalon/ports';
import { missionsAsFolded } from '@jalon/application';
import { inWords, type Language, type Row, type TenantId } from '@jalon/kernel';
import { hundredthsOfHours } from '@jalon/read-models';
import type { Terminal } from '../terminal.js';
import { writeNdjson } from './ndjson.js';
import { replayText } from './replay-text.js';
import type { ViewsOptions } from './replay.views.js';

/** Tells a tenant's missions as they were folded, in the order of their proposal: a line each, or with `json` each whole. */
export async function tellMissions(
  terminal: Terminal,
  views: ViewStore,
  tenant: TenantId,
  { json, out }: ViewsOptions,
): Promise<void> {
  const missions = missionsAsFolded(views, tenant);
  if (out !== undefined) {
    await writeNdjson(missions, join(out, 'missions.ndjson'));
    return;
  }
  for await (const mission of missions) {
    const line = json
      ? JSON.stringify(mission)
      : inWords(replayText.MISSION, summaryOf(mission, terminal.language), terminal.language);
    await terminal.out.line(line);
  }
}

function summaryOf(mission: Row, language: Language) {
  const decimal = (text: string) => (language === 'fr' ? text.replace('.', ',') : text);
  const text = (name: string) => mission[name] as string;
  const hours = (name: string) => decimal((hundredthsOfHours(Number(mission[name])) / 100).toFixed(2));
  return {
    id: text('id'),
    status: text('status'),
    startsOn: text('startsOn'),
    endsOn: text('endsOn'),
    title: text('title'),
    hours: hours('approvedMinutes'),
    pending: hours('pendingMinutes'),
  };
}
