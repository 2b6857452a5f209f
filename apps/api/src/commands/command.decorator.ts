import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CommandPipe, type RawCommand } from './command.pipe.js';

const rawCommand = createParamDecorator((_data: unknown, context: ExecutionContext): RawCommand => {
  const { body, params } = context.switchToHttp().getRequest<FastifyRequest>();
  return { body, path: params as Readonly<Record<string, string>> };
});

/** The request's command, checked, as an instance of the parameter's class. */
export const Command = (): ParameterDecorator => rawCommand(CommandPipe);
