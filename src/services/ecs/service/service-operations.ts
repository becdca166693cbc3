import { pageOf } from '../../../aws/paging.ts';
import { serviceArnOf } from '../arn.ts';
import { shownCapacity } from '../capacity/shown-capacity.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { invalidParameter, invalidToken, serviceNotFound } from '../errors.ts';
import { checkOneOf, included, launchTypes } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import { createService } from './create-service.ts';
import { describeService, shownSpec } from './describe-service.ts';
import { updateService } from './update-service.ts';

export const serviceOperations = {
  ...createService,
  ...updateService,
  DescribeServices: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const withTags = included(input.include, ['TAGS']).has('TAGS');
    if (input.services.length === 0) throw invalidParameter('Services cannot be empty.');
    if (input.services.length > 10) throw invalidParameter('Services cannot have more than 10 elements.');
    const found = input.services.map((each) => {
      const arn = serviceArnOf(scope, cluster.name, each);
      return { arn, service: context.services.find(arn) };
    });
    return {
      services: found.flatMap(({ service }) =>
        service === undefined ? [] : [describeService(context, service, withTags)],
      ),
      failures: found.flatMap(({ arn, service }) =>
        service === undefined ? [{ arn, reason: 'MISSING' }] : [],
      ),
    };
  },
  ListServices: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    checkOneOf('Launch type', input.launchType, launchTypes);
    checkOneOf('Scheduling strategy', input.schedulingStrategy, ['REPLICA', 'DAEMON']);
    checkOneOf('Resource management type', input.resourceManagementType, ['CUSTOMER', 'ECS']);
    const services = context.services
      .listActive(cluster.arn)
      .filter(
        (service) =>
          input.launchType === undefined ||
          shownCapacity(shownSpec(context, service)).launchType === input.launchType,
      )
      .filter(
        ({ document }) =>
          input.schedulingStrategy === undefined || document.schedulingStrategy === input.schedulingStrategy,
      )
      // Every service here is its creator's own: none is an express gateway's.
      .filter(() => input.resourceManagementType !== 'ECS');
    const page = pageOf(
      services.map(({ arn }) => arn),
      (arn) => arn,
      { nextToken: input.nextToken, maxResults: pageSize(input.maxResults, 10, 100) },
      invalidToken,
    );
    return { serviceArns: page.items, nextToken: page.nextToken };
  },
  DeleteService: (context, input, scope) =>
    context.state.transaction(() => {
      const cluster = findCluster(context, scope, input.cluster);
      const service = context.services.find(serviceArnOf(scope, cluster.name, input.service));
      if (service === undefined || service.status === 'INACTIVE') throw serviceNotFound();
      const isScaled = service.desiredCount > 0 || service.document.schedulingStrategy === 'DAEMON';
      if (service.status === 'ACTIVE' && isScaled && input.force !== true)
        throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
      const taskSets = context.taskSets.listOfService(service.arn);
      // The sentence for deployments: task sets are those of the EXTERNAL controller.
      if (service.status === 'ACTIVE' && taskSets.length > 0 && input.force !== true)
        throw invalidParameter('The service cannot be stopped while deployments are active.');
      for (const taskSet of taskSets) context.taskSets.drain(taskSet, context.clock.now());
      const draining = { ...service, status: 'DRAINING' as const, desiredCount: 0 };
      context.services.put(draining);
      // Docs: "Amazon ECS deletes the service deployment when you delete a service", and so its revisions.
      context.serviceDeployments.removeOfService(service.arn);
      context.serviceRevisions.removeOfService(service.arn);
      return { service: describeService(context, draining, false) };
    }),
} satisfies EcsOperations;
