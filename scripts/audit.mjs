// Asks the registry for known vulnerabilities of what is installed for users, and fails on those that are high or critical
// and not in .ci/audit-known.json. A registry without that question answers 404 or 405, and one that is out of reach answers
// nothing: the audit is then skipped, and says so. Any other failure to ask fails.
//
//   node scripts/audit.mjs [ANSWER KNOWN [DAY]]    judges an answer of `npm audit --json` in a file instead
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SEVERE = ['high', 'critical'];
const UNREACHED =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network timeout)\b/;
const ENDPOINT = /\/-\/npm\/v1\/security\/(advisories\/bulk|audits\/quick)$/;

/**
 * @param {string} text the output of `npm audit --json`
 * @param {{advisory: string, reason: string, until: string}[]} known advisories that are accepted until a day, and why
 * @param {string} today a civil date
 * @returns {{failed: boolean, lines: string[]}}
 */
function judge(text, known, today) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { failed: true, lines: [`failed: npm audit gave no JSON: ${text.slice(0, 500)}`] };
  }
  if ([404, 405].includes(answer.statusCode) && ENDPOINT.test(answer.uri)) {
    return { failed: false, lines: ['skipped: the registry has no audit endpoint'] };
  }
  if (answer.statusCode === undefined && UNREACHED.test(answer.message)) {
    return { failed: false, lines: [`skipped: the registry cannot be reached: ${answer.message}`] };
  }
  if (answer.auditReportVersion !== 2) {
    return { failed: true, lines: [`failed: npm audit could not ask: ${answer.message ?? text.slice(0, 500)}`] };
  }
  // A package that only depends on a vulnerable one names it in `via`, and has no advisory of its own.
  const advisories = Object.values(answer.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((each) => typeof each === 'object' && SEVERE.includes(each.severity));
  const found = new Map(advisories.map((each) => [each.url.split('/').at(-1), each]));
  const accepted = new Map(known.filter(({ until }) => today <= until).map((each) => [each.advisory, each]));
  const lines = [...found].map(([advisory, { severity, name, title, url }]) => {
    const { reason, until } = accepted.get(advisory) ?? {};
    const what = `${severity}: ${name}: ${title} (${url})`;
    return reason ? `known: ${what}: ${reason} (until ${until})` : `failed: ${what}`;
  });
  for (const { advisory, until } of known) {
    if (!found.has(advisory)) lines.push(`not found any more: remove ${advisory} from the known list`);
    else if (until < today) lines.push(`${advisory} was accepted until ${until} only`);
  }
  const failed = lines.some((line) => line.startsWith('failed: '));
  return { failed, lines: failed || lines.length > 0 ? lines : ['no high or critical vulnerability is known'] };
}

function askRegistry() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['audit', '--omit=dev', '--audit-level=high', '--json'];
  const { stdout, error } = spawnSync(npm, args, { cwd: at('..'), encoding: 'utf8', maxBuffer: 1 << 27 });
  return error ? String(error) : stdout;
}

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const [file, knownFile = at('../.ci/audit-known.json'), today = new Date().toISOString().slice(0, 10)] =
  process.argv.slice(2);
const known = JSON.parse(readFileSync(knownFile, 'utf8'));
const { failed, lines } = judge(file === undefined ? askRegistry() : readFileSync(file, 'utf8'), known, today);
console.log(lines.join('\n'));
process.exitCode = failed ? 1 : 0;
