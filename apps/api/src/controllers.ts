import type { Type } from '@nestjs/common';
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
  ProposalController,
  HoursController,
  AmendmentsController,
  CourseController,
  ClosureController,
  NeedsController,
  OffersController,
  EmployersController,
  OrganisationsController,
  PeopleController,
  HealthController,
  MetricsController,
  RootController,
];
