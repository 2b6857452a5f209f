import type { Type } from '@nestjs/common';
import { MissionQueriesController } from './missions/mission-queries.controller.js';
import { HoursQueriesController } from './missions/hours-queries.controller.js';
import { NeedQueriesController } from './marketplace/need-queries.controller.js';
import { OfferQueriesController } from './marketplace/offer-queries.controller.js';
import { EmployerQueriesController } from './directory/employer-queries.controller.js';
import { PersonQueriesController } from './directory/person-queries.controller.js';
import { OrganisationQueriesController } from './directory/organisation-queries.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { LiveController } from './live/live.controller.js';
import { EmployersController } from './directory/employers.controller.js';
import { OrganisationsController } from './directory/organisations.controller.js';
import { PeopleController } from './directory/people.controller.js';
import { NeedsController } from './marketplace/needs.controller.js';
import { OffersController } from './marketplace/offers.controller.js';
import { AmendmentsController } from './missions/amendments.controller.js';
import { ClosureController } from './missions/closure.controller.js';
import { CourseController } from './missions/course.controller.js';
import { HoursController } from './missions/hours.controller.js';
import { ProposalController } from './missions/proposal.controller.js';
import { HealthController } from './operations/health.controller.js';
import { MetricsController } from './operations/metrics.controller.js';
import { RootController } from './operations/root.controller.js';

/** Every controller, in the order in which the documentation shows their routes. */
export const controllers: readonly Type[] = [
  MissionQueriesController,
  ProposalController,
  HoursController,
  HoursQueriesController,
  AmendmentsController,
  CourseController,
  ClosureController,
  NeedQueriesController,
  NeedsController,
  OfferQueriesController,
  OffersController,
  EmployerQueriesController,
  EmployersController,
  OrganisationQueriesController,
  OrganisationsController,
  PersonQueriesController,
  PeopleController,
  ReportsController,
  AuditController,
  LiveController,
  HealthController,
  MetricsController,
  RootController,
];
