import { Command, InvalidArgumentError, type Argument, type ErrorOptions, type Option } from 'commander';
import { filled, inWords, type Language, type Sentence, type SentenceParams } from '@jalon/kernel';
import { frenchUsage, frenchUsageErrors, usageMessages } from './usage.messages.js';

/** A value that an option or an argument does not take, with what it must be in both languages. */
export class InvalidValue extends InvalidArgumentError {
  readonly expected: Sentence;

  constructor(expected: Sentence, params: SentenceParams = {}) {
    const sentence = filled(usageMessages.MUST_BE, { what: filled(expected, params) });
    super(sentence.en);
    this.expected = sentence;
  }
}

/**
 * A command whose usage errors are said in the language of the terminal. Commander has English words only, so French is
 * chosen by its error codes; a code that is not known here keeps commander's words.
 */
export class LocalizedCommand extends Command {
  constructor(
    name: string | undefined,
    private readonly language: Language,
  ) {
    super(name);
  }

  override createCommand(name?: string): Command {
    return new LocalizedCommand(name, this.language);
  }

  override addOption(option: Option): this {
    this.explainInvalid(option, frenchUsage.OPTION_INVALID, option.flags);
    return super.addOption(option);
  }

  override addArgument(argument: Argument): this {
    this.explainInvalid(argument, frenchUsage.ARGUMENT_INVALID, argument.name());
    return super.addArgument(argument);
  }

  override error(message: string, options: ErrorOptions = {}): never {
    return super.error(this.language === 'fr' ? this.inFrench(message, options.code) : message, options);
  }

  private inFrench(message: string, code: string | undefined): string {
    const french = code === undefined ? undefined : frenchUsageErrors[code];
    if (french === undefined) return message;
    const suggestionAt = message.lastIndexOf('\n(');
    const line = suggestionAt < 0 ? message : message.slice(0, suggestionAt);
    const suggestion = suggestionAt < 0 ? '' : message.slice(suggestionAt);
    // Commander gives the wrong name in its message only, between the first quote and the last.
    const name = line.slice(line.indexOf("'") + 1, line.lastIndexOf("'"));
    const counts = { expected: this.registeredArguments.length, received: this.args.length };
    return frenchUsage.ERROR + fill(french, { name, ...counts }) + this.suggestionIn(suggestion);
  }

  /** The names that commander suggests: the words of its suggestion that are options or commands here. */
  private suggestionIn(text: string): string {
    const commands = new Set(
      this.createHelp()
        .visibleCommands(this)
        .map((command) => command.name()),
    );
    const names = text.split(/[\s,()?]+/).filter((word) => word.startsWith('--') || commands.has(word));
    if (names.length === 0) return '';
    return fill(names.length === 1 ? frenchUsage.SUGGESTED : frenchUsage.SUGGESTED_SOME, { names: names.join(', ') });
  }

  /** In French an invalid value is refused here, where its option and the reason are still known apart. */
  private explainInvalid(parsed: Option | Argument, sentence: string, name: string): void {
    const { parseArg, argChoices } = parsed;
    if (this.language !== 'fr' || !parseArg) return;
    parsed.parseArg = <T>(value: string, previous: T): T => {
      try {
        return parseArg.call(parsed, value, previous) as T;
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        const choices = { choices: argChoices?.join(', ') ?? '' };
        const why = error instanceof InvalidValue ? error.expected.fr : fill(usageMessages.CHOICES.fr, choices);
        return this.error(frenchUsage.ERROR + fill(sentence, { value, name, why }), { code: 'jalon.invalidValue' });
      }
    };
  }
}

function fill(french: string, params: SentenceParams): string {
  return inWords({ en: french, fr: french }, params, 'fr');
}
