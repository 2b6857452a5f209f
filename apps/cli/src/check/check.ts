import {
  checkStores,
  readConfig,
  STORES,
  type CheckedEvents,
  type CheckReport,
  type Finding,
  type StoreName,
} from '@jalon/engine';
import { inWords, type Language } from '@jalon/kernel';
import { EXIT, type ExitCode } from '../failure.js';
import { phase } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { checkTexts } from './check.messages.js';

export interface CheckCommandOptions {
  readonly json?: boolean;
}

/** Checks the stores, and prints what is wrong in them; exit code 1 if anything is. */
export async function check(terminal: Terminal, { json = false }: CheckCommandOptions): Promise<ExitCode> {
  const { environment, interrupted, out, language } = terminal;
  const begun = performance.now();
  let report: CheckReport;
  try {
    report = await checkStores(readConfig(environment), {
      signal: interrupted,
      step: (step, work) => phase(terminal, checkTexts[step], {}, work),
    });
  } catch (error) {
    if (interrupted.aborted && error === interrupted.reason) return EXIT.interrupted;
    throw error;
  }
  const seconds = (performance.now() - begun) / 1_000;
  const lines = json ? [JSON.stringify(asJson(report, seconds, language))] : linesOf(report, language);
  for (const line of lines) await out.line(line);
  return isSound(report) ? EXIT.done : EXIT.refused;
}

const isSound = ({ findings }: CheckReport): boolean => findings.length === 0;

function asJson({ findings, notChecked, ...counts }: CheckReport, seconds: number, language: Language) {
  const spoken = <T extends { readonly sentence: Readonly<Record<Language, string>> }>({ sentence, ...rest }: T) => ({
    ...rest,
    detail: sentence[language],
  });
  return {
    sound: findings.length === 0,
    ...counts,
    seconds: Number(seconds.toFixed(1)),
    findings: findings.map(spoken),
    notChecked: notChecked.map(spoken),
  };
}

const REMEDIES = {
  events: checkTexts.DO_EVENTS,
  views: checkTexts.DO_VIEWS,
  keys: checkTexts.DO_KEYS,
  'destroyed-keys': checkTexts['DO_DESTROYED-KEYS'],
  records: checkTexts.DO_RECORDS,
} as const satisfies Readonly<Record<StoreName, unknown>>;

/** Findings whose own sentence says what to do. */
const ADVISED: ReadonlySet<string> = new Set<Finding['code']>([
  'WRAPPING_KEY',
  'KEYS_UNFIT',
  'KEYS_REFUSED',
  'RECORDS_UNFIT',
  'RECORDS_REFUSED',
]);

const eventsOf = ({ events, streams, lastPosition }: CheckedEvents) => ({
  events,
  streams,
  position: lastPosition ?? '0',
});

function linesOf(report: CheckReport, language: Language): readonly string[] {
  const say = (...[text, params]: [(typeof checkTexts)[keyof typeof checkTexts], Parameters<typeof inWords>[1]?]) =>
    inWords(text, params ?? {}, language);
  const { events, keys, records, views, findings, moreFindings, notChecked } = report;
  const told = (finding: Finding) => say(checkTexts.FOUND, { code: finding.code, what: finding.sentence });
  return [
    ...(events ? [say(checkTexts.EVENTS, eventsOf(events))] : []),
    ...(keys ? [say(checkTexts.KEYS, { ...keys })] : []),
    ...(records === null ? [] : [say(checkTexts.RECORDS, { records })]),
    ...(views ? [say(checkTexts.VIEWS, { views: views.views, rows: views.rows })] : []),
    ...notChecked.map(({ sentence }) => say(checkTexts.NOT_CHECKED, { what: sentence })),
    ...findings.map(told),
    ...(moreFindings > 0 ? [say(checkTexts.MORE, { more: moreFindings })] : []),
    ...STORES.filter((store) => findings.some((finding) => finding.store === store && !ADVISED.has(finding.code))).map(
      (store) => say(REMEDIES[store]),
    ),
    isSound(report) ? say(checkTexts.WELL) : say(checkTexts.ILL, { count: findings.length + moreFindings }),
  ];
}
