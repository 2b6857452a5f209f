import { Controller, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { fileInMemory, importMappings, readMappingBytes } from '@jalon/engine';
import { isUuid } from '@jalon/kernel';
import { callerOf } from '../http/authentication.js';
import { languageOf } from '../http/content-negotiation.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { ApiProblem } from '../problems/api-problem.js';
import { factsOf, ImportJobs, type ImportProgress } from './import-jobs.js';
import { uploadIn } from './import-upload.js';

@ApiTags('Imports')
@Controller('v1/imports')
export class ImportsController {
  constructor(@Inject(ImportJobs) private readonly jobs: ImportJobs) {}

  /** Imports the rows of a file as needs, or tells what would become of them. */
  @Post('needs')
  @Action('ImportNeeds')
  @HttpCode(202)
  importNeeds(@Http() http: HttpContext): ImportProgress {
    return this.begin(http);
  }

  /** Imports the rows of a file as people, or tells what would become of them. */
  @Post('people')
  @Action('ImportPeople')
  @HttpCode(202)
  importPeople(@Http() http: HttpContext): ImportProgress {
    return this.begin(http);
  }

  /** Imports the rows of a file as organisations, or tells what would become of them. */
  @Post('organisations')
  @Action('ImportOrganisations')
  @HttpCode(202)
  importOrganisations(@Http() http: HttpContext): ImportProgress {
    return this.begin(http);
  }

  /** How far an import is, and its report, for whoever began it. */
  @Get(':id')
  @Action('GetImport')
  getImport(@Http() { request }: HttpContext): ImportProgress {
    const { id } = request.params as { readonly id: string };
    if (!isUuid(id)) throw new ApiProblem('PATH_INVALID', { params: { field: 'id' } });
    return this.jobs.progress(id, callerOf(request), languageOf(request));
  }

  /** @throws ApiProblem IMPORT_UNREADABLE for a mapping that is none; what is wrong with the file or a pattern, the import tells */
  private begin({ request, reply }: HttpContext): ImportProgress {
    const { kind, file, mapping, dryRun, place } = uploadIn(request);
    try {
      const progress = place.start(
        {
          kind,
          file: fileInMemory(file.name, file.content),
          mapping: readMapping(importMappings[kind], mapping),
          mappingName: mapping.name,
          dryRun,
          correlationId: request.correlationId,
        },
        languageOf(request),
      );
      void reply.header('location', `/v1/imports/${progress.id}`).header('retry-after', '1');
      return progress;
    } finally {
      place.release();
    }
  }
}

function readMapping(
  kind: (typeof importMappings)[keyof typeof importMappings],
  { name, content }: { readonly name: string; readonly content: Uint8Array },
) {
  try {
    return readMappingBytes(kind, content, name);
  } catch (error) {
    const { code, ...details } = factsOf(error);
    throw code === 'IMPORT_UNREADABLE' ? new ApiProblem(code, details) : error;
  }
}

/** Imports of files: their uploads and their progress. */
@Module({ controllers: [ImportsController] })
export class ImportsModule {}
