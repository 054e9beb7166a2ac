import { isUnknown, type Unknown } from '../../terraform-plugin';
import { type Guard, lost } from './guard-use';
import { losing, takenFrom } from './threat';
import type { OwnProtection } from './protection-attributes';

interface ServiceKeyState extends OwnProtection {
  readonly id: string;
  readonly name: string | null;
  readonly member_ids: readonly string[] | null;
  readonly services: readonly EnabledService[] | null;
}

interface EnabledService {
  readonly service_id: string | null;
  readonly model_ids: readonly string[] | null;
}

interface PlannedServiceKey extends OwnProtection {
  readonly member_ids: unknown;
  readonly services: readonly (PlannedService | Unknown)[] | null | Unknown;
}

interface PlannedService {
  readonly service_id: unknown;
  readonly model_ids: unknown;
}

export const serviceKeyGuard: Guard<ServiceKeyState, PlannedServiceKey> = {
  subjectOf: ({ id, name }) => ({
    family: '/v1/service-keys',
    id,
    label: name === null ? 'Service key' : `Service key "${name}"`,
  }),
  threatsOf(state, planned) {
    const members = lost(state.member_ids, planned.member_ids);
    return [
      ...takenFrom(lostServices(state.services ?? [], planned.services), {
        attribute: 'services',
        what: 'lose services or models that it may call',
        consequence: 'Calls of these services and models with its tokens are refused from then on',
      }),
      ...takenFrom(members, {
        attribute: 'member_ids',
        what: losing(members, 'member'),
        consequence: 'Their personal tokens of this service key end permanently',
        reach: { kind: 'personal-tokens', memberIds: members },
      }),
    ];
  },
};

/** The removed services, and the removed models of services that stay. */
function lostServices(
  before: readonly EnabledService[],
  planned: PlannedServiceKey['services'],
): readonly string[] {
  if (planned === null || isUnknown(planned)) return [];
  const services = planned.filter((each): each is PlannedService => !isUnknown(each));
  const isPartlyKnown =
    services.length < planned.length || services.some(({ service_id }) => isUnknown(service_id));
  return before.flatMap(({ service_id: id, model_ids: models }) => {
    const after = services.filter(({ service_id }) => service_id === id);
    if (id === null || (after.length === 0 && isPartlyKnown)) return [];
    if (after.length === 0) return [id];
    return after
      .flatMap(({ model_ids }) => lost(models, model_ids))
      .map((model) => `${id}/${model}`);
  });
}
