import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

/** Tells whoever knocks where to look. */
@ApiExcludeController()
@Controller()
export class RootController {
  @Get()
  pointers(): Readonly<Record<string, string>> {
    return { name: 'Jalon', documentation: '/docs', openapi: '/openapi.json', health: '/health/ready' };
  }
}
