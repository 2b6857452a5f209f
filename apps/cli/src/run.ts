import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './failure.js';
import { programOf } from './program.js';
import { languageOf } from '@jalon/kernel';
import type { CliCommand, Terminal } from './terminal.js';

/** Runs one command line, given without the program's name, and returns its exit code. */
export async function run(args: readonly string[], place: Omit<Terminal, 'language'>): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;

  const language = languageOf(languageArgument(args), place.environment);
  const program = programOf(async (work) => {
    exitCode = await runCommand(work, { ...place, language });
  }, language);

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already printed its output: help, the version, or the usage error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

/** The value of `--lang`, read before the other arguments: their usage errors use this language too. */
function languageArgument(args: readonly string[]): string | undefined {
  const at = args.indexOf('--lang');
  const given = at >= 0 ? args[at + 1] : args.find((each) => each.startsWith('--lang='))?.slice('--lang='.length);
  return given === 'fr' || given === 'en' ? given : undefined;
}

async function runCommand(work: CliCommand, terminal: Terminal): Promise<ExitCode> {
  try {
    return await work(terminal);
  } catch (error) {
    const { explain } = await import('./explain.js');
    const { sentences, exitCode } = explain(error, terminal.language);
    for (const sentence of sentences) await terminal.err.line(`jalon: ${sentence}`);
    return exitCode;
  }
}
